using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Organizations;
using OpenData.Core.Users;

namespace Catalog.Api.Organizations;

[CkanAction("member_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the members of an organization or group as lists of id, type and capacity.")]
internal sealed class MemberList(OrganizationAccess access, MemberStore members, UserAccess users) : CkanAction<MemberList.Parameters, IReadOnlyList<object[]>>
{
    private OrganizationIdentity _group = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the organization or group.")]
        public required string Id { get; init; }

        [Parameter("Only members of this type: user, package or group.")]
        public string? ObjectType { get; init; }

        [Parameter("Only members with this capacity: admin, editor, member, public and others.")]
        public string? Capacity { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _group = await access.RequireReadAsync(p.Id, isOrganization: null, caller, ct);
        users.RequireSeeUsers(caller);
    }

    protected override async Task<IReadOnlyList<object[]>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var found = await members.ListAsync(_group.Id, p.ObjectType, p.Capacity?.ToLowerInvariant(), caller, ct);
        return [.. found.Select(member => new object[] { member.TableId, member.TableName, RoleNames.Text(member.Capacity) })];
    }
}
