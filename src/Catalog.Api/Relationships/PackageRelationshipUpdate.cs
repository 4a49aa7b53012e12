using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Relationships;

namespace Catalog.Api.Relationships;

[CkanAction("package_relationship_update", Effect.Write, MinimumCaller.Anonymous, Summary = "Give a relationship between two datasets another comment.")]
internal sealed class PackageRelationshipUpdate(RelationshipStore relationships, PackageAccess access) : CkanAction<CommentedRelationshipParameters, Relationship>
{
    protected override Task AuthorizeAsync(CommentedRelationshipParameters p, Caller caller, CancellationToken ct) => RelationshipRequest.RequireBothAsync(access, p, caller, ct);

    protected override async Task<Relationship> RunAsync(CommentedRelationshipParameters p, Caller caller, CancellationToken ct)
    {
        var (subject, other) = await RelationshipRequest.RequireBothAsync(access, p, caller, ct);
        RelationshipRequest.Check(p.Type, subject, other);
        if (!await relationships.UpdateAsync(subject.Id, other.Id, p.Type, p.Comment, ct))
            throw new NotFoundException();
        return new Relationship { Subject = subject.Name, Other = other.Name, Type = p.Type, Comment = p.Comment };
    }
}
