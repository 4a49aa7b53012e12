using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

[CkanAction("resource_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Take a resource out of its dataset; old versions keep its data.")]
internal sealed class ResourceDelete(PackageEditor editor, PackageAccess access) : CkanAction<ResourceDelete.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The id of the resource.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => RequireAsync(p, caller, ct);

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var resource = await RequireAsync(p, caller, ct);
        await editor.UpdateAsync(resource.Package.Id.ToString(), stored =>
        {
            var document = ContentDocument.Of(stored.Content);
            document["resources"]!.AsArray().RemoveAll(r => (string?)r!["id"] == resource.Id.ToString());   // none: it was deleted before, which is no error
            return document;
        }, caller, ifMatch: null, ct);
        return null;
    }

    private Task<ReadableResource> RequireAsync(Parameters p, Caller caller, CancellationToken ct) =>
        access.RequireEditResourceAsync(p.Id, caller, ct, missing: null, verb: "delete", anyState: true);
}
