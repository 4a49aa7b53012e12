using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_delete and group_delete (contract 3.7).</summary>
internal abstract class OrganizationDeleting(OrganizationAccess access, OrganizationEditor editor) : CkanAction<OrganizationDeleting.Parameters, object?>
{
    private OrganizationIdentity _found = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name.")]
        public required string Id { get; init; }
    }

    protected abstract bool IsOrganization { get; }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _found = await access.FindAsync(p.Id, IsOrganization, ct) ?? throw new NotFoundException("Group was not found.");
        access.RequireDelete(_found, caller);
    }

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await editor.DeleteAsync(_found, caller, ct);
        return null;
    }
}
