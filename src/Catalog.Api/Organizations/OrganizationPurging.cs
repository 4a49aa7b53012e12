using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_purge and group_purge, for sysadmins (contract 3.7).</summary>
internal abstract class OrganizationPurging(OrganizationAccess access, OrganizationEditor editor) : CkanAction<OrganizationPurging.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name.")]
        public required string Id { get; init; }
    }

    protected abstract bool IsOrganization { get; }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // every sysadmin

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var found = await access.FindAsync(p.Id, IsOrganization, ct) ?? throw new NotFoundException(IsOrganization ? "Organization was not found" : "Group was not found");
        await editor.PurgeAsync(found, ct);
        return null;
    }
}
