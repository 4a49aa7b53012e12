using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Schemas;

[CkanAction("scheming_group_schema_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the fields that groups of a type may be written with.")]
internal sealed class SchemingGroupSchemaShow(Schema schema) : CkanAction<SchemingGroupSchemaShow.Parameters, JsonObject>
{
    public sealed record Parameters
    {
        [Parameter("The type: group.")]
        public required string Type { get; init; }

        [Parameter("Nothing is abbreviated here, so there is nothing to expand.")]
        public bool Expanded { get; init; } = true;
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct) => Task.FromResult(schema.OfGroups(p.Type, "group"));
}
