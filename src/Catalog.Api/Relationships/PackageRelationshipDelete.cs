using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Relationships;

namespace Catalog.Api.Relationships;

[CkanAction("package_relationship_delete", Effect.Write, MinimumCaller.Anonymous, Summary = "Take back what one dataset is to another.")]
internal sealed class PackageRelationshipDelete(RelationshipStore relationships, PackageAccess access) : CkanAction<RelationshipParameters, object?>
{
    protected override Task AuthorizeAsync(RelationshipParameters p, Caller caller, CancellationToken ct) => RelationshipRequest.RequireBothAsync(access, p, caller, ct);

    protected override async Task<object?> RunAsync(RelationshipParameters p, Caller caller, CancellationToken ct)
    {
        var (subject, other) = await RelationshipRequest.RequireBothAsync(access, p, caller, ct);
        RelationshipRequest.Check(p.Type, subject, other);
        return await relationships.DeleteAsync(subject.Id, other.Id, p.Type, ct) ? null : throw new NotFoundException();
    }
}
