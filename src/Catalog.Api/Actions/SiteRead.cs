using OpenData.Core.Access;

namespace Catalog.Api.Actions;

/// <summary>Gone from CKAN 2.11, still probed by older clients (contract 3.2).</summary>
[CkanAction("site_read", Effect.Read, MinimumCaller.Anonymous, Summary = "Return true: the site may be read.")]
internal sealed class SiteRead : CkanAction<NoParameters, bool>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<bool> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => Task.FromResult(true);
}
