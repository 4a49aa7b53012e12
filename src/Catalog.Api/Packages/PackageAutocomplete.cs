using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Search;

namespace Catalog.Api.Packages;

[CkanAction("package_autocomplete", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return public datasets whose name or title holds a text of two letters or more.")]
internal sealed class PackageAutocomplete(AutocompleteStore store) : CkanAction<PackageAutocomplete.Parameters, IReadOnlyList<PackageSuggestion>>
{
    public sealed record Parameters
    {
        [Parameter("Part of a name or title, in any case.", MaxLength = 1000)]
        public required string Q { get; init; }

        [Parameter("At most so many.", Min = 0)]
        public int Limit { get; init; } = 10;
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<PackageSuggestion>> RunAsync(Parameters p, Caller caller, CancellationToken ct) => store.PackagesAsync(p.Q, p.Limit, caller, ct);
}
