using Catalog.Api.Actions;
using OpenData.Core.Access;

namespace Catalog.Api.Organizations;

[CkanAction("member_roles_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the roles that members of organizations, or of groups, can have.")]
internal sealed class MemberRolesList : CkanAction<MemberRolesList.Parameters, IReadOnlyList<MemberRolesList.NamedRole>>
{
    private static readonly NamedRole[] All = [.. new[] { "admin", "editor", "member" }.Select(role => new NamedRole(RoleNames.Text(role), role))];

    public sealed record Parameters
    {
        [Parameter("organization or group.")]
        public string GroupType { get; init; } = "organization";
    }

    public sealed record NamedRole(string Text, string Value);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<NamedRole>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        Task.FromResult<IReadOnlyList<NamedRole>>([.. All.Where(role => role.Value != "editor" || p.GroupType != "group")]);
}
