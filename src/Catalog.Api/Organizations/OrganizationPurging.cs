using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_purge and group_purge, for sysadmins (contract 3.7).</summary>
internal abstract class OrganizationPurging(OrganizationAccess access, OrganizationEditor editor) : CkanAction<OrganizationPurging.Parameters, object?>
{
    private OrganizationIdentity _found = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name.")]
        public required string Id { get; init; }
    }

    protected abstract bool IsOrganization { get; }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) =>
        _found = await access.FindAsync(p.Id, IsOrganization, ct) ?? throw new NotFoundException(IsOrganization ? "Organization was not found" : "Group was not found");

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await editor.PurgeAsync(_found, ct);
        return null;
    }
}
