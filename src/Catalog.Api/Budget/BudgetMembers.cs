using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Cubes;
using OpenData.Core.Versions;

namespace Catalog.Api.Budget;

[CkanAction("budget_members", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the members of a dimension of a budget cube with their labels and the number of budget lines of each.")]
internal sealed class BudgetMembers(CubeAccess access, CubeReader reader) : CkanAction<BudgetMembers.Parameters, BudgetMembers.Members>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset; without it the only cube there is.")]
        public string? Id { get; init; }

        [Parameter("The dimension, such as phase or level2.", Alias = "ref")]
        public required string Dimension { get; init; }

        [Parameter("Only members of lines that match, as in budget_aggregate.")]
        public string? Cut { get; init; }

        [Parameter("Page, from 1.")]
        public int? Page { get; init; }

        [Parameter("Members of a page: 100, at most 10000.")]
        public int? Pagesize { get; init; }

        [Parameter("The language of labels: el or en.")]
        public string? Lang { get; init; }

        [Parameter("A version of the dataset; without it the current one.")]
        public string? Version { get; init; }

        [Parameter("The version that held on this day or at this instant, instead of version.")]
        public string? AsOf { get; init; }
    }

    public sealed record Members
    {
        public required string Dataset { get; init; }
        public required int Version { get; init; }
        public required string Dimension { get; init; }
        public required long TotalMemberCount { get; init; }
        public required int Page { get; init; }
        public required int PageSize { get; init; }

        /// <summary>By code.</summary>
        public required IReadOnlyList<Member> Data { get; init; }
    }

    /// <summary><c>code</c> is a number where the dimension is one, otherwise text.</summary>
    public sealed record Member(JsonNode? Code, string Label, long Count);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadAsync(p.Id, caller, ct);

    protected override async Task<Members> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var words = BudgetWords.Of(p.Lang);
        var cube = await access.RequireAsync(p.Id, VersionRequest.Parse(p.Version, p.AsOf), caller, ct);
        if (cube.Model.Find(p.Dimension) is not { } dimension)
            throw new OpenData.Core.Errors.ValidationException("dimension", Nearest.Unknown("dimension", p.Dimension, [.. cube.Model.Dimensions.Select(d => d.Name)]));
        var query = CubeQuery.Parse(
            new CubeQueryText { Cut = p.Cut, Drilldown = dimension.Name, Aggregates = CubeModel.Count, Page = p.Page, PageSize = p.Pagesize }, cube.Model);
        var answer = await reader.AggregateAsync(cube, query, words.Language, ct);
        return new Members
        {
            Dataset = cube.Name,
            Version = cube.Version,
            Dimension = dimension.Name,
            TotalMemberCount = answer.CellCount,
            Page = query.Page,
            PageSize = query.PageSize,
            Data = [.. answer.Cells.Select(cell => new Member(BudgetShapes.Code(dimension, cell.Members[0]), words.Member(dimension, cell.Members[0]), cell.Count))],
        };
    }
}
