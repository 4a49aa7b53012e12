using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Search;

namespace Catalog.Api.Packages;

[CkanAction("format_autocomplete", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the formats of public resources that hold a text, in lower case, the most frequent first.")]
internal sealed class FormatAutocomplete(AutocompleteStore store) : CkanAction<FormatAutocomplete.Parameters, IReadOnlyList<string>>
{
    public sealed record Parameters
    {
        [Parameter("Part of a format, in any case.", MaxLength = 1000)]
        public required string Q { get; init; }

        [Parameter("At most so many.", Min = 0)]
        public int Limit { get; init; } = 5;
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<string>> RunAsync(Parameters p, Caller caller, CancellationToken ct) => store.FormatsAsync(p.Q, p.Limit, ct);
}
