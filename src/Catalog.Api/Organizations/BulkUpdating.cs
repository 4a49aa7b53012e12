using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>bulk_update_private, bulk_update_public, bulk_update_delete (contract 3.6): for admins of the organization.</summary>
internal abstract class BulkUpdating(OrganizationAccess access) : CkanAction<BulkUpdating.Parameters, object?>
{
    private OrganizationIdentity _organization = null!;

    public sealed record Parameters
    {
        [Parameter("Ids of datasets of the organization; others are left alone.")]
        public required IReadOnlyList<string> Datasets { get; init; }

        [Parameter("The id or the name of the organization.")]
        public required string OrgId { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _organization = await access.FindAsync(p.OrgId, isOrganization: true, ct) ?? throw new NotFoundException();
        if (!caller.Has(Role.Admin, _organization.Id))
            throw new NotAuthorizedException();
    }

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await ChangeAsync(_organization.Id, [.. p.Datasets.Select(Ids.Read).OfType<Guid>()], caller, ct);
        return null;
    }

    protected abstract Task ChangeAsync(Guid organizationId, IReadOnlyList<Guid> packageIds, Caller caller, CancellationToken ct);
}
