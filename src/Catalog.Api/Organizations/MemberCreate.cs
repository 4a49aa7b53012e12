using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("member_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Put a user, a dataset or a parent into an organization or group, or change its capacity; for its admins, datasets for every member. Returns the membership.")]
internal sealed class MemberCreate(OrganizationAccess access, MemberAccess rights, MemberStore members) : CkanAction<MemberCreate.Parameters, Membership>
{
    private OrganizationIdentity _group = null!;
    private MemberObject _member = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the organization or group.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of what is put into it.")]
        public required string Object { get; init; }

        [Parameter("user, package or group.")]
        public required string ObjectType { get; init; }

        [Parameter("admin, editor or member; any text is taken and counts as member.", MaxLength = 100)]
        public required string Capacity { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _group = await access.FindAsync(p.Id, isOrganization: null, ct) ?? throw new NotFoundException("Group was not found.");
        _member = await rights.GetObjectAsync(p.ObjectType, p.Object, caller, ct);
        MemberAccess.RequireChange(_group, _member, caller);
        MemberAccess.RequireStaysAdmin(_group, _member, p.Capacity, caller);
    }

    protected override Task<Membership> RunAsync(Parameters p, Caller caller, CancellationToken ct) => members.SetAsync(_group, _member, p.Capacity, ct);
}
