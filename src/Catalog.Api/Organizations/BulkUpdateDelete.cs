using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("bulk_update_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Delete datasets of an organization; for its admins.")]
internal sealed class BulkUpdateDelete(OrganizationAccess access, BulkUpdate update) : BulkUpdating(access)
{
    protected override Task ChangeAsync(Guid organizationId, IReadOnlyList<Guid> packageIds, Caller caller, CancellationToken ct) =>
        update.DeleteAsync(organizationId, packageIds, caller, ct);
}
