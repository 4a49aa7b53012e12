using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("resource_update", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.UploadPart,
    Summary = "Replace a resource: url, description, resource_type, media types and the publisher's own keys are cleared when left out, the rest is kept.")]
internal sealed class ResourceUpdate(ResourceEdit edit, PackageAccess access, RequestConditions conditions) : CkanAction<ResourceUpdate.Parameters, Resource>
{
    public sealed record Parameters : ResourceFields
    {
        [Parameter("The id of the resource.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.Id, caller, ct);

    protected override async Task<Resource> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.Id, caller, ct);
        return await edit.UpdateAsync(resource.Package.Id, resources =>
        {
            var place = ResourceEdit.PlaceOf(resources, resource.Id);
            resources[place] = p.All.DeepClone();
            return place;
        }, caller, conditions.IfMatch, File, ct);
    }
}
