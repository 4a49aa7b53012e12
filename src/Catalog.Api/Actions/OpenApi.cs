using Microsoft.OpenApi;
using Swashbuckle.AspNetCore.SwaggerGen;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Catalog.Api.Actions;

/// <summary>The OpenAPI document and its page, made from the registry: an action that is declared is documented.</summary>
internal static class OpenApi
{
    private const string Root = "developers/api";

    public static void AddOpenApi(this IServiceCollection services)
    {
        services.AddEndpointsApiExplorer();
        services.AddSwaggerGen(options =>
        {
            options.SwaggerDoc("openapi", new OpenApiInfo
            {
                Title = "Open data API",
                Version = "3",
                Description = "The action API of CKAN 2.11 with dataset versions. Every action answers at /api/3/action/{name}.",
            });
            options.AddSecurityDefinition("token", new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey, In = ParameterLocation.Header, Name = "Authorization", Description = "An API token, without a prefix.",
            });
            options.DocInclusionPredicate((_, _) => false);   // routes are described by the filter alone
            options.DocumentFilter<ActionFilter>();
        });
    }

    public static void UseOpenApi(this IApplicationBuilder app)
    {
        // The page's own script and styles, nothing from elsewhere; it sets style attributes and shows data: images.
        app.UseWhen(http => http.Request.Path.StartsWithSegments($"/{Root}", StringComparison.Ordinal), branch => branch.Use((http, next) =>
        {
            http.Response.Headers.ContentSecurityPolicy =
                "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";
            return next(http);
        }));
        app.UseSwagger(options => options.RouteTemplate = $"{Root}/{{documentName}}.json");
        app.UseSwaggerUI(options =>
        {
            options.RoutePrefix = Root;
            options.SwaggerEndpoint($"/{Root}/openapi.json", "Actions");
            options.DocumentTitle = "API";
            options.DocExpansion(DocExpansion.None);   // all actions drawn at once take a slow machine half a minute
        });
    }

    private sealed class ActionFilter(ActionRegistry registry) : IDocumentFilter
    {
        public void Apply(OpenApiDocument swaggerDoc, DocumentFilterContext context)
        {
            foreach (var action in registry.All)
            {
                var path = new OpenApiPathItem();
                if (action.Effect == Effect.Read)
                    path.AddOperation(HttpMethod.Get, Operation(action, "get"));
                path.AddOperation(HttpMethod.Post, Operation(action, "post"));
                swaggerDoc.Paths.Add($"/api/3/action/{action.Name}", path);
            }
        }

        private static OpenApiOperation Operation(ActionInfo action, string method)
        {
            var operation = new OpenApiOperation
            {
                OperationId = $"{method}_{action.Name}",
                Summary = action.Summary,
                Tags = new HashSet<OpenApiTagReference> { new(Group(action)) },
                Responses = new OpenApiResponses
                {
                    ["200"] = new OpenApiResponse { Description = "The result in CKAN's envelope." },
                    ["default"] = new OpenApiResponse { Description = "An error in CKAN's envelope; error.__type says which." },
                },
            };
            if (method == "get")
            {
                operation.Parameters = [.. action.Parameters.Select(parameter => new OpenApiParameter
                {
                    Name = parameter.Name,
                    In = ParameterLocation.Query,
                    Required = parameter.Required,
                    Description = parameter.Declared.Description,
                    Schema = Schema(parameter, inQuery: true),
                })];
            }
            else if (action.Parameters.Count > 0)
            {
                var content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Body(action) } };
                if (action.FilePart is { } part)
                    content["multipart/form-data"] = new() { Schema = Form(action, part) };
                operation.RequestBody = new OpenApiRequestBody { Content = content };
            }

            return operation;
        }

        private static OpenApiSchema Body(ActionInfo action) => new()
        {
            Type = JsonSchemaType.Object,
            Required = action.Parameters.Where(parameter => parameter.Required).Select(parameter => parameter.Name).ToHashSet(StringComparer.Ordinal),
            Properties = action.Parameters.ToDictionary(parameter => parameter.Name, parameter => (IOpenApiSchema)Schema(parameter, inQuery: false), StringComparer.Ordinal),
        };

        /// <summary>Flat texts and one file.</summary>
        private static OpenApiSchema Form(ActionInfo action, string part)
        {
            var form = Body(action);
            foreach (var name in form.Properties!.Keys.ToList())
                form.Properties[name] = new OpenApiSchema { Type = JsonSchemaType.String, Description = form.Properties[name].Description, Format = name == part ? "binary" : null };
            return form;
        }

        private static OpenApiSchema Schema(ParameterInfo parameter, bool inQuery) => new()
        {
            Description = inQuery ? null : parameter.Declared.Description,
            // In a query string lists and objects are texts.
            Type = parameter.JsonType switch
            {
                "boolean" => JsonSchemaType.Boolean,
                "integer" => JsonSchemaType.Integer,
                "array" when !inQuery => JsonSchemaType.Array,
                "object" when !inQuery => null,
                _ => JsonSchemaType.String,
            },
            Items = parameter.JsonType == "array" && !inQuery ? new OpenApiSchema { Type = JsonSchemaType.String } : null,
            Default = parameter.Default is { } value ? System.Text.Json.Nodes.JsonNode.Parse(value) : null,
        };

        /// <summary>The folder that the action lies in.</summary>
        private static string Group(ActionInfo action) => action.Type.Namespace!.Split('.')[^1];
    }
}
