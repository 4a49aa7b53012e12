using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Organizations;

namespace Catalog.Api.Organizations;

[CkanAction("member_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Take a user, a dataset or a parent out of an organization or group, for its admins, datasets for every member; nothing happens when it is not in it.")]
internal sealed class MemberDelete(OrganizationAccess access, MemberAccess rights, MemberStore members) : CkanAction<MemberDelete.Parameters, object?>
{
    private OrganizationIdentity _group = null!;
    private MemberObject _member = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the organization or group.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of what is taken out.")]
        public required string Object { get; init; }

        [Parameter("user, package or group.")]
        public required string ObjectType { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        _group = await access.FindAsync(p.Id, isOrganization: null, ct) ?? throw new NotFoundException("Group was not found.");
        if (caller.IsAnonymous)
            throw new NotAuthorizedException("Action member_delete requires an authenticated user");
        _member = await rights.GetObjectAsync(p.ObjectType, p.Object, caller, ct);
        MemberAccess.RequireChange(_group, _member, caller);
    }

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await members.RemoveAsync(_group, _member, ct);
        return null;
    }
}
