using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

/// <summary>organization_member_create and group_member_create (contract 3.5).</summary>
internal abstract class MemberCreating(OrganizationAccess access, MemberAccess rights, MemberStore members) : CkanAction<MemberCreating.Parameters, Membership>
{
    private OrganizationIdentity _group = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the organization or group.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of the user.")]
        public required string Username { get; init; }

        [Parameter("admin, editor or member.")]
        public required string Role { get; init; }
    }

    protected abstract bool IsOrganization { get; }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _group = await access.FindAsync(p.Id, IsOrganization, ct) ?? throw new NotFoundException("Group was not found.");
        if (!caller.Has(Role.Admin, _group.Id))
            throw new NotAuthorizedException($"User {caller.Name} not authorized to add members");
    }

    protected override async Task<Membership> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var user = await rights.FindObjectAsync("user", p.Username, caller, ct);
        if (user is null)
            errors.Add("username", "Not found: User");
        if (p.Role is not ("admin" or "editor" or "member"))
            errors.Add("role", "role does not exist.");
        errors.ThrowIfAny();
        MemberAccess.RequireStaysAdmin(_group, user!, p.Role, caller);
        return await members.SetAsync(_group, user!, p.Role, ct);
    }
}
