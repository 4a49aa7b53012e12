using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Packages;
using OpenData.Core.Access;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_create", Effect.Write, MinimumCaller.Anonymous, RowsPart = "records",
    Summary = "Make a table for a resource, or change its columns, key, indexes and aliases and add rows. Each call is a version of the dataset.")]
internal sealed class DatastoreCreate(TableEditor tables, ResourceEdit resources, PackageAccess access) : CkanAction<DatastoreCreate.Parameters, JsonObject>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.", Alias = "id")]
        public string? ResourceId { get; init; }

        [Parameter("Instead of an id: a resource with its package_id, which is made for the table.")]
        public JsonNode? Resource { get; init; }

        [Parameter("Write although the resource was not made for its table.", Lenient = true)]
        public bool Force { get; init; }

        [Parameter("Columns: a list of {id, type, info}. A type that is left out is guessed from the first record.")]
        public JsonNode? Fields { get; init; }

        [Parameter("Rows to add: a list of objects. Keys of the first one become columns.")]
        public JsonNode? Records { get; init; }

        [Parameter("Columns whose values no two rows share.", CommaSeparated = true)]
        public IReadOnlyList<string>? PrimaryKey { get; init; }

        [Parameter("Indexes: names of columns, or lists of such names. They replace the former ones.")]
        public JsonNode? Indexes { get; init; }

        [Parameter("Other names under which the table can be read. They replace the former ones.", CommaSeparated = true)]
        public IReadOnlyList<string>? Aliases { get; init; }

        [Parameter("Take away columns that are not in fields.", Lenient = true)]
        public bool DeleteFields { get; init; }

        [Parameter("Not supported.")]
        public JsonNode? Triggers { get; init; }

        [Parameter("Accepted for CKAN's sake: counts are always known.", Lenient = true)]
        public bool CalculateRecordCount { get; init; }

        [AllParameters]
        public JsonObject Sent { get; init; } = [];

        /// <summary>The resource to be made, or null.</summary>
        public JsonObject? NewResource => Resource is JsonObject { Count: > 0 } resource ? resource : null;
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _ = ReadFields(p);   // before the rights, as in CKAN
        if (p.Triggers is not null and not JsonArray { Count: 0 })
            throw new ValidationException("triggers", "Triggers are not supported");
        if (p.NewResource is null)
            await RequireResourceAsync(p, caller, ct);
        else if (!string.IsNullOrEmpty(p.ResourceId))
            throw new ValidationException("resource", "resource cannot be used with resource_id");
        else
            await RequirePackageAsync(p.NewResource, caller, ct);
    }

    protected override async Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var request = new TableRequest
        {
            Fields = ReadFields(p),
            Records = Rows.ValueKind == JsonValueKind.Undefined ? SentRecords.Of(p.Records) : new SentRecords(Rows),
            PrimaryKey = p.PrimaryKey,
            Indexes = ReadIndexes(p.Indexes),
            Aliases = p.Aliases,
            DeleteFields = p.DeleteFields,
            Force = p.Force,
        };
        var answer = TableParameters.Echo(p.Sent, Info, "force", "records", "triggers");
        if (p.PrimaryKey is not null)
            answer["primary_key"] = List(p.PrimaryKey);
        if (p.Aliases is not null)
            answer["aliases"] = List(p.Aliases);
        answer["delete_fields"] = p.DeleteFields;
        IReadOnlyList<Field> columns = [];
        if (p.NewResource is { } sent)
        {
            var package = await RequirePackageAsync(sent, caller, ct);
            var document = DatastoreResource(sent);
            answer["resource"] = document.DeepClone();
            document["url_type"] = "datastore";
            var made = await resources.UpdateAsync(package.Id, list => Add(list, document), caller, ifMatch: null, file: null, ct,
                async (connection, resource) => columns = await tables.CreateAsync(connection, resource.Id, request, caller.UserId, ct));
            answer["resource_id"] = made.Id.ToString();
        }
        else
        {
            var resource = await RequireResourceAsync(p, caller, ct);
            columns = await tables.CreateAsync(resource.Id, request, caller.UserId, ct);
            answer["resource_id"] = resource.Id.ToString();
        }

        if (request.Fields is not null)
            answer["fields"] = new JsonArray([.. request.Fields.Select(field => (JsonNode)Shown(field, columns))]);
        answer["method"] = "insert";
        return answer;
    }

    /// <exception cref="IntegrityException">No list of objects; it tells the request, out of which CKAN has taken the resource by then.</exception>
    /// <exception cref="ValidationException">A column without an id.</exception>
    private IReadOnlyList<FieldInput>? ReadFields(Parameters p) => FieldInput.ReadAll(p.Fields, () =>
    {
        var request = p.Sent.DeepClone().AsObject();
        request.Remove("resource");
        if (Rows.ValueKind != JsonValueKind.Undefined)
            request["records"] = JsonNode.Parse(Rows.GetRawText());
        return request;
    });

    /// <summary>As declared; a type that was guessed is told.</summary>
    private static JsonObject Shown(FieldInput field, IReadOnlyList<Field> columns)
    {
        var shown = field.Sent.DeepClone().AsObject();
        shown["type"] = field.Type switch
        {
            "nested" => "json",
            null => columns.FirstOrDefault(column => column.Id == field.Id)?.Type,
            var declared => declared,
        };
        return shown;
    }

    private static JsonObject DatastoreResource(JsonObject sent)
    {
        var document = sent.DeepClone().AsObject();
        document["url"] = "_datastore_only_resource";
        document["mimetype"] = null;
        return document;
    }

    private static int Add(JsonArray list, JsonObject resource)
    {
        var added = resource.DeepClone().AsObject();
        if (string.IsNullOrEmpty(InputText.Of(added["id"])))
            added["id"] = Guid.NewGuid().ToString();
        else if (list.Any(other => (string?)other!["id"] == InputText.Of(added["id"])))
            throw new ValidationException("id", "Resource id already exists.");
        list.Add((JsonNode)added);
        return list.Count - 1;
    }

    private Task<ReadablePackage> RequirePackageAsync(JsonObject resource, Caller caller, CancellationToken ct) =>
        InputText.Of(resource["package_id"]) is { Length: > 0 } package
            ? access.RequireEditAsync(package, caller, ct)
            : throw new ValidationException("package_id", "Missing value");

    private async Task<ReadableResource> RequireResourceAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (string.IsNullOrEmpty(p.ResourceId))
            throw new ValidationException("resource_id", "resource_id or resource required");
        try
        {
            return await access.RequireEditTableAsync(p.ResourceId, caller, ct);
        }
        catch (NotFoundException)   // here CKAN tells of a wrong value (contract 1.7)
        {
            throw new ValidationException("resource_id", "Not found: Resource");
        }
    }

    /// <exception cref="ValidationException">Neither names nor lists of names.</exception>
    private static List<IReadOnlyList<string>>? ReadIndexes(JsonNode? indexes) => indexes switch
    {
        null => null,
        JsonArray list => [.. list.Select(item => item is JsonArray columns ? (IReadOnlyList<string>)[.. columns.Select(Name)] : [Name(item)])],
        _ => [.. Name(indexes).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(name => (IReadOnlyList<string>)[name])],
    };

    private static string Name(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw new ValidationException("indexes", $"Not a string: {PythonText.Of(node)}");

    private static JsonArray List(IEnumerable<string> names) => new([.. names.Select(name => (JsonNode)name)]);
}
