using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Datastore.Writing;
using OpenData.Core.Errors;

namespace Catalog.Api.Datastore;

[CkanAction("datastore_upsert", Effect.Write, MinimumCaller.Anonymous, RowsPart = "records",
    Summary = "Add rows to a table or change them by their key. Each call is a version of the dataset.")]
internal sealed class DatastoreUpsert(TableEditor tables, PackageAccess access) : CkanAction<DatastoreUpsert.Parameters, TableAnswer>
{
    private static readonly string[] Methods = ["upsert", "insert", "update"];

    public sealed record Parameters
    {
        [Parameter("The id of the resource.", Alias = "id")]
        public required string ResourceId { get; init; }

        [Parameter("Write although the resource was not made for its table.", Lenient = true)]
        public bool Force { get; init; }

        [Parameter("A list of objects: column and value.")]
        public JsonNode? Records { get; init; }

        [Parameter("upsert: change the row of that key or add one. insert: add rows. update: change rows that must be there.")]
        public string Method { get; init; } = "upsert";

        [Parameter("Check everything and write nothing.", Lenient = true)]
        public bool DryRun { get; init; }

        [Parameter("Accepted for CKAN's sake: counts are always known.", Lenient = true)]
        public bool CalculateRecordCount { get; init; }

        [AllParameters]
        public JsonObject Sent { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Methods.Contains(p.Method, StringComparer.Ordinal)
        ? access.RequireEditTableAsync(p.ResourceId, caller, ct)
        : throw new ValidationException("method", $"Value must be one of {PythonText.Of(Methods)}");

    protected override async Task<TableAnswer> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditTableAsync(p.ResourceId, caller, ct);
        var method = p.Method switch { "insert" => WriteMethod.Insert, "update" => WriteMethod.Update, _ => WriteMethod.Upsert };
        var echo = TableParameters.Echo(p.Sent, Info, "force", "records");
        var records = Rows.ValueKind == JsonValueKind.Undefined ? SentRecords.Of(p.Records) : new SentRecords(Rows);
        await tables.WriteAsync(resource.Id, records, method, p.Force, p.DryRun, caller.UserId, ct);
        echo["resource_id"] = resource.Id.ToString();
        return new TableAnswer(echo, records);
    }
}
