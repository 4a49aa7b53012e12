using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Loading;
using OpenData.Core.Access;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("package_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Create a dataset; its files are added by resource_create.")]
internal sealed class PackageCreate(PackageEditor editor, AutomaticLoad loads) : CkanAction<PackageCreate.Parameters, Package>
{
    public sealed record Parameters : PackageFields
    {
        [Parameter("A UUID of one's own; sysadmins only.")]
        public JsonNode? Id { get; init; }
    }

    /// <summary>Depends on the organization and groups in the document, so the editor asks it before it reads anything else.</summary>
    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<Package> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await editor.CreateAsync(p.All, caller, ct);
        await loads.AfterAsync(package, before: [], caller, ct);
        return package;
    }
}
