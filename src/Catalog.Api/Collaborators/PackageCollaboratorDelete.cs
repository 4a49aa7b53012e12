using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Collaborators;

[CkanAction("package_collaborator_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Take a user's rights on one dataset away; for admins of its organization.")]
internal sealed class PackageCollaboratorDelete(CollaboratorStore collaborators, PackageAccess packages, UserStore users) : CkanAction<PackageCollaboratorDelete.Parameters, object?>
{
    private ReadablePackage _package = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of the user.")]
        public required string UserId { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        collaborators.RequireEnabled();
        _package = await packages.RequireReadAsync(p.Id, caller, ct);
        collaborators.RequireManage(_package, caller);
    }

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var user = await users.FindAsync(p.UserId, caller, ct) ?? throw new NotFoundException("User not found");
        return await collaborators.RemoveAsync(_package.Id, user.Id, ct) ? null : throw new NotFoundException($"User {p.UserId} is not a collaborator on this package");
    }
}
