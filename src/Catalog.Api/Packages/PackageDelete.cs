using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("package_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Delete a dataset: it is hidden from search and lists; package_patch with state active brings it back.")]
internal sealed class PackageDelete(PackageRemover remover, PackageAccess access) : CkanAction<PackageDelete.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The id or name of the dataset.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireEditAsync(p.Id, caller, ct);
        await remover.DeleteAsync(package.Id, caller, ct);
        return null;
    }
}
