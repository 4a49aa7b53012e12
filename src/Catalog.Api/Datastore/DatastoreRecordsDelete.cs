using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Datastore.Writing;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_records_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Delete the rows that match filters. The table stays, and so do older versions.")]
internal sealed class DatastoreRecordsDelete(TableEditor tables, PackageAccess access) : CkanAction<DatastoreRecordsDelete.Parameters, JsonObject>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.", Alias = "id")]
        public required string ResourceId { get; init; }

        [Parameter("Conditions as in datastore_search; {} matches every row.")]
        public required JsonNode Filters { get; init; }

        [Parameter("Delete although the resource was not made for its table.", Lenient = true)]
        public bool Force { get; init; }

        [Parameter("Accepted for CKAN's sake: counts are always known.", Lenient = true)]
        public bool CalculateRecordCount { get; init; }

        [AllParameters]
        public JsonObject Sent { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        DatastoreDelete.RequireObject(p.Filters);
        return access.RequireEditTableAsync(p.ResourceId, caller, ct);
    }

    protected override async Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditTableAsync(p.ResourceId, caller, ct);
        await tables.DeleteRowsAsync(resource.Id, p.Filters.AsObject(), p.Force, caller.UserId, ct);
        var echo = TableParameters.Echo(p.Sent, Info, "force");
        echo["resource_id"] = resource.Id.ToString();
        return echo;
    }
}
