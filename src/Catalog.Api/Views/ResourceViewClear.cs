using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Views;

namespace Catalog.Api.Views;

[CkanAction("resource_view_clear", Effect.Write, MinimumCaller.Sysadmin, Summary = "Delete all views of the site, or all of some types.")]
internal sealed class ResourceViewClear(ViewStore views) : CkanAction<ResourceViewClear.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("Types of views; default: all.", CommaSeparated = true)]
        public IReadOnlyList<string>? ViewTypes { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await views.ClearAsync(p.ViewTypes is { Count: > 0 } types ? types : null, ct);
        return null;
    }
}
