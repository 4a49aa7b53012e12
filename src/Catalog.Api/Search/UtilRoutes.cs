using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace Catalog.Api.Search;

/// <summary>The helpers of CKAN's pages (contract 6.6): actions under other names and without the envelope. A missing or empty text finds nothing.</summary>
internal static class UtilRoutes
{
    private static readonly Util[] All =
    [
        new("dataset/autocomplete", "package_autocomplete", "incomplete", "q", Wrap),
        new("tag/autocomplete", "tag_autocomplete", "incomplete", "query", names => Wrap(Each(names, "Name"))),
        new("resource/format_autocomplete", "format_autocomplete", "incomplete", "q", names => Wrap(Each(names, "Format"))),
        new("user/autocomplete", "user_autocomplete", "q", "q", list => list),
        new("group/autocomplete", "group_autocomplete", "q", "q", list => list),
        new("organization/autocomplete", "organization_autocomplete", "q", "q", list => list),
        new("status", "status_show", "", "", status => status, NeedsText: false),   // udata asks it whether we are a CKAN (contract 6.5)
    ];

    public static void MapUtil(this IEndpointRouteBuilder routes)
    {
        foreach (var version in new[] { "", "/1", "/2", "/3" })
        {
            foreach (var util in All)
                routes.MapMethods($"/api{version}/util/{util.Path}", [HttpMethods.Get, HttpMethods.Head, HttpMethods.Post], http => AnswerAsync(http, util));
            routes.MapMethods($"/api{version}/i18n/{{lang}}", [HttpMethods.Get, HttpMethods.Head], TranslationsAsync);
        }
    }

    private static async Task AnswerAsync(HttpContext http, Util util)
    {
        var parameters = new JsonObject(http.Request.Query.Where(pair => pair.Key != util.Parameter && pair.Key != RequestParameters.Callback)
            .Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.ToString())));
        var text = http.Request.Query[util.Parameter].ToString();
        parameters[util.ActionParameter] = text;
        string? callback = http.Request.Query[RequestParameters.Callback];
        var caller = Caller.Anonymous;
        try
        {
            if (callback is not null)
                ActionEndpoints.RequireFunctionName(callback);
            else
                caller = await http.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(http.RequestAborted);
            var action = http.RequestServices.GetRequiredService<ActionRegistry>().Find(util.Action) ?? throw new NotFoundException();
            var found = util.NeedsText && text.Trim().Length == 0 ? Array.Empty<object>() : await ActionRegistry.Create(action, http.RequestServices).InvokeAsync(parameters, caller, http.RequestAborted);
            await Envelope.WriteBareAsync(http, util.Shape(JsonSerializer.SerializeToNode(found, ApiJson.Options)!), caller, callback);
        }
        catch (Exception e) when (e is CatalogException or BadRequestException)
        {
            await Envelope.WriteErrorAsync(http, util.Action, caller, e);
        }
    }

    private static Task TranslationsAsync(HttpContext http)
    {
        var language = (string)http.Request.RouteValues["lang"]!;
        return TextCatalog.Languages.Contains(language, StringComparer.Ordinal)
            ? Envelope.WriteBareAsync(http, new JsonObject { [""] = new JsonObject { ["domain"] = "ckan", ["lang"] = language } }, Caller.Anonymous, callback: null)
            : Envelope.WriteTextAsync(http, StatusCodes.Status400BadRequest, $"Bad request - Unknown locale: {language}");
    }

    private static JsonObject Wrap(JsonNode list) => new() { ["ResultSet"] = new JsonObject { ["Result"] = list.DeepClone() } };

    private static JsonArray Each(JsonNode names, string key) => new([.. names.AsArray().Select(name => new JsonObject { [key] = name!.DeepClone() })]);

    /// <param name="Path">Under <c>/api/util</c>.</param>
    /// <param name="Action">What answers.</param>
    /// <param name="Parameter">The text's name in the address.</param>
    /// <param name="ActionParameter">And in the action.</param>
    /// <param name="Shape">The answer from the action's list.</param>
    /// <param name="NeedsText">Nothing is found by an empty text.</param>
    private sealed record Util(string Path, string Action, string Parameter, string ActionParameter, Func<JsonNode, JsonNode> Shape, bool NeedsText = true);
}
