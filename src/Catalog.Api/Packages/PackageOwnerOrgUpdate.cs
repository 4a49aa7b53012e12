using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Packages;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Packages;

[CkanAction("package_owner_org_update", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Give a dataset to another organization, or to none.")]
internal sealed class PackageOwnerOrgUpdate(PackageEditor editor, PackageAccess access) : CkanAction<PackageOwnerOrgUpdate.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The id or name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The id or name of the organization; empty: none.")]
        public string? OrganizationId { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => access.GetAsync(p.Id, ct);

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await editor.UpdateAsync(p.Id, stored =>
        {
            var document = ContentDocument.Of(stored.Content);
            document["owner_org"] = p.OrganizationId ?? "";
            return document;
        }, caller, ifMatch: null, ct);
        return null;
    }
}
