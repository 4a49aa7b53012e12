using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Users;

namespace Catalog.Api.Collaborators;

[CkanAction("package_collaborator_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Give a user rights on one dataset, or change them; for admins of its organization. Returns the collaborator.")]
internal sealed class PackageCollaboratorCreate(CollaboratorStore collaborators, PackageAccess packages, UserStore users) : CkanAction<PackageCollaboratorCreate.Parameters, Collaborator>
{
    private ReadablePackage _package = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of the user.")]
        public required string UserId { get; init; }

        [Parameter("editor or member; admin where the site has such collaborators.")]
        public required string Capacity { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        collaborators.RequireEnabled();
        _package = await packages.RequireReadAsync(p.Id, caller, ct);
        collaborators.RequireManage(_package, caller);
    }

    protected override async Task<Collaborator> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (!collaborators.Capacities.Contains(p.Capacity, StringComparer.Ordinal))
            throw new ValidationException("capacity", $"Value must be one of {PythonText.Of(collaborators.Capacities)}");
        var user = await users.FindAsync(p.UserId, caller, ct) is { State: "active" } found ? found : throw new NotFoundException("User not found");
        return await collaborators.SetAsync(_package.Id, user.Id, p.Capacity, ct);
    }
}
