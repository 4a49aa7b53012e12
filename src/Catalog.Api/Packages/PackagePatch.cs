using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Hosting;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("package_patch", Effect.Write, MinimumCaller.Anonymous,
    Summary = "Change the given keys of a dataset; lists such as tags and resources are replaced as a whole.")]
internal sealed class PackagePatch(PackageEdit editor, PackageAccess access, RequestConditions conditions) : CkanAction<PackagePatch.Parameters, Package>
{
    public sealed record Parameters : PackageFields
    {
        [Parameter("The id or name of the dataset.")]
        public required string Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.RequireEditAsync(p.Id, caller, ct);

    protected override Task<Package> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        editor.UpdateAsync(p.Id, document => Merge(document, p.All), caller, conditions.IfMatch, ct);

    /// <summary>The document with the keys of <paramref name="patch"/>, except its id.</summary>
    public static JsonObject Merge(JsonObject document, JsonObject patch)
    {
        foreach (var (key, value) in patch)
        {
            if (key != "id")
                document[key] = value?.DeepClone();
        }

        return document;
    }
}
