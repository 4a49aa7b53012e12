using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Cubes;

namespace Catalog.Api.Budget;

[CkanAction("budget_cube_list", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the names of the datasets whose budget lines can be aggregated: the ids that budget_aggregate takes.")]
internal sealed class BudgetCubeList(CubeStore cubes) : CkanAction<NoParameters, IReadOnlyList<string>>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<string>> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => cubes.ListAsync(caller, ct);
}
