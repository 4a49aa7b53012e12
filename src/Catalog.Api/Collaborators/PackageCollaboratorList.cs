using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;

namespace Catalog.Api.Collaborators;

[CkanAction("package_collaborator_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the users with rights on one dataset; for those who may give them.")]
internal sealed class PackageCollaboratorList(CollaboratorStore collaborators, PackageAccess packages) : CkanAction<PackageCollaboratorList.Parameters, IReadOnlyList<CollaboratorResult>>
{
    private ReadablePackage _package = null!;

    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("Only those with this capacity.")]
        public string? Capacity { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        collaborators.RequireEnabled();
        _package = await packages.RequireReadAsync(p.Id, caller, ct);
        collaborators.RequireManage(_package, caller);
    }

    protected override async Task<IReadOnlyList<CollaboratorResult>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        [.. (await collaborators.ListAsync(_package.Id, null, string.IsNullOrEmpty(p.Capacity) ? null : p.Capacity, ct)).Select(found => new CollaboratorResult
        {
            PackageId = found.PackageId, UserId = found.UserId, Capacity = found.Capacity,
            Modified = Clock.Ckan(found.Modified).Replace('T', ' '),   // a blank, as in CKAN (contract 2.8)
        })];
}
