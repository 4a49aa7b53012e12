using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Schemas;

[CkanAction("scheming_organization_schema_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the fields that organizations of a type may be written with.")]
internal sealed class SchemingOrganizationSchemaShow(Schema schema) : CkanAction<SchemingOrganizationSchemaShow.Parameters, JsonObject>
{
    public sealed record Parameters
    {
        [Parameter("The type: organization.")]
        public required string Type { get; init; }

        [Parameter("Nothing is abbreviated here, so there is nothing to expand.")]
        public bool Expanded { get; init; } = true;
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<JsonObject> RunAsync(Parameters p, Caller caller, CancellationToken ct) => Task.FromResult(schema.OfGroups(p.Type, "organization"));
}
