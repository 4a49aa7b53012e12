using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_member_delete and group_member_delete (contract 3.7).</summary>
internal abstract class MemberDeleting(OrganizationAccess access, MemberAccess rights, MemberStore members) : CkanAction<MemberDeleting.Parameters, object?>
{
    private OrganizationIdentity _group = null!;
    private MemberObject _user = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the organization or group.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of the user.", Alias = "user_id")]
        public required string Username { get; init; }
    }

    protected abstract bool IsOrganization { get; }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _group = await access.FindAsync(p.Id, IsOrganization, ct) ?? throw new NotFoundException("Group was not found.");
        if (caller.IsAnonymous)
            throw new NotAuthorizedException("Action member_delete requires an authenticated user");
        _user = await rights.GetObjectAsync("user", p.Username, caller, ct);
        MemberAccess.RequireChange(_group, _user, caller);
    }

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await members.RemoveAsync(_group, _user, ct);
        return null;
    }
}
