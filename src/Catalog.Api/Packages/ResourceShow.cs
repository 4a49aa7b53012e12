using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("resource_show", Effect.Read, MinimumCaller.Anonymous, IsConditional = true, Summary = "Return a resource: a file or link of a dataset.")]
internal sealed class ResourceShow(PackageStore packages, PackageAccess access) : CkanAction<ResourceShow.Parameters, Resource>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource; its name is not enough.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireReadResourceAsync(p.Id, caller, ct);

    protected override async Task<Resource> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireReadResourceAsync(p.Id, caller, ct);
        var package = await packages.FindAsync(resource.Package.Id.ToString(), ct);
        return package?.Resources.FirstOrDefault(r => r.Id == resource.Id) ?? throw new NotFoundException("Resource was not found.");
    }
}
