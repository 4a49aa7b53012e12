using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

[CkanAction("resource_create", Effect.Write, MinimumCaller.Anonymous, FilePart = CkanAction.UploadPart, Summary = "Add a file or link to a dataset.")]
internal sealed class ResourceCreate(ResourceEdit edit, PackageAccess access) : CkanAction<ResourceCreate.Parameters, Resource>
{
    public sealed record Parameters : ResourceFields
    {
        [Parameter("The id or name of the dataset.")]
        public required string PackageId { get; init; }

        [Parameter("A UUID of one's own; that of a resource of the dataset replaces it.")]
        public JsonNode? Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => RequireAsync(p, caller, ct);

    protected override async Task<Resource> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await RequireAsync(p, caller, ct);
        return await edit.UpdateAsync(package.Id, resources => Add(resources, p), caller, ifMatch: null, File, ct);
    }

    private Task<ReadablePackage> RequireAsync(Parameters p, Caller caller, CancellationToken ct) =>
        access.RequireEditAsync(p.PackageId, caller, ct, denied: $"create resources on dataset {p.PackageId}");

    /// <summary>At the end; one of the same id gives up its place.</summary>
    private static int Add(JsonArray resources, Parameters p)
    {
        var added = p.All.DeepClone().AsObject();
        var id = InputText.Of(p.Id);
        if (string.IsNullOrEmpty(id))
            added["id"] = Guid.NewGuid().ToString();
        else if (resources.FirstOrDefault(resource => (string?)resource!["id"] == id) is { } same)
            resources.Remove(same);
        resources.Add((JsonNode)added);
        return resources.Count - 1;
    }
}
