using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;

namespace Catalog.Api.Loading;

[CkanAction("xloader_status", Effect.Read, MinimumCaller.Anonymous, Summary = "Tell how far the last load of a resource is, or what was wrong with its file and where.")]
internal sealed class XloaderStatus(LoadStore loads, PackageAccess access) : CkanAction<StatusParameters, LoadAnswer>
{
    protected override Task AuthorizeAsync(StatusParameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.ResourceId, caller, ct);

    protected override async Task<LoadAnswer> RunAsync(StatusParameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.ResourceId, caller, ct);
        return LoadAnswer.Of(await loads.FindLastAsync(resource.Id, ct) ?? throw new NotFoundException());
    }
}
