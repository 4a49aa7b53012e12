using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Cubes;
using OpenData.Core.Versions;

namespace Catalog.Api.Budget;

[CkanAction("budget_cube_show", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the model of a budget cube: its dimensions, hierarchies and aggregates, at one version.")]
internal sealed class BudgetCubeShow(CubeAccess access) : CkanAction<BudgetCubeShow.Parameters, BudgetCubeShow.Model>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset; without it the only cube there is.")]
        public string? Id { get; init; }

        [Parameter("The language of titles: el or en.")]
        public string? Lang { get; init; }

        [Parameter("A version of the dataset; without it the current one.")]
        public string? Version { get; init; }

        [Parameter("The version that held on this day or at this instant, instead of version.")]
        public string? AsOf { get; init; }
    }

    public sealed record Model
    {
        public required string Name { get; init; }
        public required int Version { get; init; }
        public required bool IsCurrent { get; init; }
        public required DateTimeOffset PublishedAt { get; init; }
        public required DateOnly? Period { get; init; }
        public required IReadOnlyList<DimensionModel> Dimensions { get; init; }

        /// <summary>Name to its levels, from the top.</summary>
        public required IReadOnlyDictionary<string, IReadOnlyList<string>> Hierarchies { get; init; }
        public required IReadOnlyList<AggregateModel> Aggregates { get; init; }
        public required IReadOnlyList<TableModel> Resources { get; init; }
    }

    /// <summary><c>is_additive</c> is false where amounts of different members are never added.</summary>
    public sealed record DimensionModel(string Name, string Title, string Type, string? Hierarchy, bool IsAdditive);

    public sealed record AggregateModel(string Name, string Function, string Type, int? Scale);

    public sealed record TableModel(Guid Id, string Name, long RowCount);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<Model> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var words = BudgetWords.Of(p.Lang);
        var cube = await access.RequireAsync(p.Id, VersionRequest.Parse(p.Version, p.AsOf), caller, ct);
        return new Model
        {
            Name = cube.Name,
            Version = cube.Version,
            IsCurrent = cube.IsCurrent,
            PublishedAt = cube.PublishedAt,
            Period = cube.Period,
            Dimensions = [.. cube.Model.Dimensions.Select(d => new DimensionModel(d.Name, words.Title(d), d.IsNumber ? "integer" : "text", d.Hierarchy, !d.IsAlternative))],
            Hierarchies = cube.Model.Dimensions.Where(d => d.Hierarchy is not null).GroupBy(d => d.Hierarchy!)
                .ToDictionary(levels => levels.Key, levels => (IReadOnlyList<string>)[.. levels.Select(level => level.Name)], StringComparer.Ordinal),
            Aggregates = [new(CubeModel.Amount, "sum", "numeric", cube.Model.Scale), new(CubeModel.Count, "count", "integer", null)],
            Resources = [.. cube.Tables.Select(table => new TableModel(table.ResourceId, table.ResourceName, table.RowCount))],
        };
    }
}
