using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Collaborators;

[CkanAction("package_collaborator_list_for_user", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the datasets on which a user has rights; for the user and sysadmins.")]
internal sealed class PackageCollaboratorListForUser(CollaboratorStore collaborators, UserStore users)
    : CkanAction<PackageCollaboratorListForUser.Parameters, IReadOnlyList<CollaboratorResult>>
{
    private User _user = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the user.")]
        public required string Id { get; init; }

        [Parameter("Only those with this capacity.")]
        public string? Capacity { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        collaborators.RequireEnabled();
        _user = await users.FindAsync(p.Id, caller, ct) ?? throw new NotFoundException("User not found");
        UserAccess.RequireSelf(_user, caller);
    }

    protected override async Task<IReadOnlyList<CollaboratorResult>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        [.. (await collaborators.ListAsync(null, _user.Id, string.IsNullOrEmpty(p.Capacity) ? null : p.Capacity, ct)).Select(found => new CollaboratorResult
        {
            PackageId = found.PackageId, Capacity = found.Capacity, Modified = Clock.Ckan(found.Modified),
        })];
}
