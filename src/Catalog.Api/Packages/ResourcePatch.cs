using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("resource_patch", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.UploadPart, ObjectName = "Resource", Summary = "Change the given keys of a resource.")]
internal sealed class ResourcePatch(ResourceEdit edit, PackageAccess access, RequestConditions conditions) : CkanAction<ResourcePatch.Parameters, Resource>
{
    public sealed record Parameters : ResourceFields
    {
        [Parameter("The id of the resource.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => RequireAsync(p, caller, ct);

    protected override async Task<Resource> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await RequireAsync(p, caller, ct);
        return await edit.UpdateAsync(resource.Package.Id, resources =>
        {
            var place = ResourceEdit.PlaceOf(resources, resource.Id);
            var document = resources[place]!.AsObject();
            if (File is not null)   // those of the old file do not count as the client's own (contract 1.4)
            {
                document.Remove("size");
                document.Remove("mimetype");
            }

            PackagePatch.Merge(document, p.All);
            return place;
        }, caller, conditions.IfMatch, File, ct);
    }

    private Task<ReadableResource> RequireAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.Id, caller, ct, missing: null);
}
