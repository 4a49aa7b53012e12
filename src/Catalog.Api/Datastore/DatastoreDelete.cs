using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Errors;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_delete", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Delete the rows that match filters; without filters, the table. Older versions keep both.")]
internal sealed class DatastoreDelete(TableEditor tables, PackageAccess access) : CkanAction<DatastoreDelete.Parameters, JsonObject>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.", Alias = "id")]
        public required string ResourceId { get; init; }

        [Parameter("Conditions as in datastore_search; {} matches every row, and without them the table goes.")]
        public JsonNode? Filters { get; init; }

        [Parameter("Delete although the resource was not made for its table.", Lenient = true)]
        public bool Force { get; init; }

        [Parameter("Accepted for CKAN's sake: counts are always known.", Lenient = true)]
        public bool CalculateRecordCount { get; init; }

        [AllParameters]
        public JsonObject Sent { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        RequireObject(p.Filters);
        return access.RequireEditTableAsync(p.ResourceId, caller, ct);
    }

    protected override async Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditTableAsync(p.ResourceId, caller, ct);
        if (p.Filters is JsonObject filters)
            await tables.DeleteRowsAsync(resource.Id, filters, p.Force, caller.UserId, ct);
        else
            await tables.DropAsync(resource.Id, p.Force, caller.UserId, ct);
        var echo = TableParameters.Echo(p.Sent, Info, "force");
        echo["resource_id"] = resource.Id.ToString();
        return echo;
    }

    /// <exception cref="ValidationException">Something else.</exception>
    internal static void RequireObject(JsonNode? filters)
    {
        if (filters is not null and not JsonObject)
            throw new ValidationException("filters", "filters must be either a dict or null.");
    }
}
