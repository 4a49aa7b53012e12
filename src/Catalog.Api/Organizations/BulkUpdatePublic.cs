using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("bulk_update_public", Effect.Write, MinimumCaller.Anonymous, Summary = "Make datasets of an organization public; for its admins.")]
internal sealed class BulkUpdatePublic(OrganizationAccess access, BulkUpdate update) : BulkUpdating(access)
{
    protected override Task ChangeAsync(Guid organizationId, IReadOnlyList<Guid> packageIds, Caller caller, CancellationToken ct) =>
        update.SetPrivateAsync(organizationId, packageIds, isPrivate: false, caller, ct);
}
