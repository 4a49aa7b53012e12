using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Relationships;

namespace Catalog.Api.Relationships;

[CkanAction("package_relationships_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return what a dataset is to others, told from its side.")]
internal sealed class PackageRelationshipsList(RelationshipStore relationships, PackageAccess access)
    : CkanAction<PackageRelationshipsList.Parameters, IReadOnlyList<Relationship>>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the dataset.")]
        public required string Id { get; init; }

        [Parameter("The id or the name of the other dataset; default: all.")]
        public string? Id2 { get; init; }

        [Parameter("Only relationships of this type.")]
        public string? Rel { get; init; }
    }

    protected override async Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await access.RequireReadAsync(p.Id, caller, ct);
        if (!string.IsNullOrEmpty(p.Id2))
            await access.RequireReadAsync(p.Id2, caller, ct);
    }

    protected override async Task<IReadOnlyList<Relationship>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var package = await access.RequireReadAsync(p.Id, caller, ct);
        var other = string.IsNullOrEmpty(p.Id2) ? null : await access.RequireReadAsync(p.Id2, caller, ct);
        return await relationships.ListAsync(package.Id, other?.Id, string.IsNullOrEmpty(p.Rel) ? null : p.Rel, caller, ct);
    }
}
