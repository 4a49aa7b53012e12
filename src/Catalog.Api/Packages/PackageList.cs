using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("package_list", Effect.Read, MinimumCaller.Anonymous, IsConditional = true,
    Summary = "Return the names of all active public datasets, sorted by name.")]
internal sealed class PackageList(PackageStore packages) : CkanAction<PackageList.Parameters, IReadOnlyList<string>>
{
    public sealed record Parameters
    {
        [Parameter("At most this many names; 0 or nothing: all.", Min = 0)]
        public long Limit { get; init; }

        [Parameter("Leave out this many names at the beginning.", Min = 0)]
        public long Offset { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<string>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        packages.ListNamesAsync(p.Limit, p.Offset, ct);
}
