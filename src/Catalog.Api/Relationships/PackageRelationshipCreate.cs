using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Relationships;

namespace Catalog.Api.Relationships;

[CkanAction("package_relationship_create", Effect.Write, MinimumCaller.Anonymous, Summary = "Say what one dataset is to another. One that was said already gets the comment.")]
internal sealed class PackageRelationshipCreate(RelationshipStore relationships, PackageAccess access) : CkanAction<CommentedRelationshipParameters, Relationship>
{
    protected override Task AuthorizeAsync(CommentedRelationshipParameters p, Caller caller, CancellationToken ct) => RelationshipRequest.RequireBothAsync(access, p, caller, ct);

    protected override async Task<Relationship> RunAsync(CommentedRelationshipParameters p, Caller caller, CancellationToken ct)
    {
        var (subject, other) = await RelationshipRequest.RequireBothAsync(access, p, caller, ct);
        RelationshipRequest.Check(p.Type, subject, other);
        await relationships.SaveAsync(subject.Id, other.Id, p.Type, p.Comment, ct);
        return new Relationship { Subject = subject.Name, Other = other.Name, Type = p.Type, Comment = p.Comment };
    }
}
