using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Schemas;

[CkanAction("scheming_dataset_schema_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the types of datasets that have a schema.")]
internal sealed class SchemingDatasetSchemaList : CkanAction<NoParameters, IReadOnlyList<string>>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<string>> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => Task.FromResult<IReadOnlyList<string>>(["dataset"]);
}
