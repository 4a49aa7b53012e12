using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

[CkanAction("tag_list", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the names of the tags that active public datasets carry, sorted by name.")]
internal sealed class TagList(TagStore tags) : CkanAction<TagList.Parameters, IReadOnlyList<object>>
{
    public sealed record Parameters
    {
        [Parameter("Only tags with this text in their name, in any case.")]
        public string? Query { get; init; }

        [Parameter("The id or name of a vocabulary. There are none here, so every value is not found.")]
        public string? VocabularyId { get; init; }

        [Parameter("Return objects with id, name, display_name and vocabulary_id.")]
        public bool AllFields { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<IReadOnlyList<object>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        if (!string.IsNullOrEmpty(p.VocabularyId))
            throw new NotFoundException($"could not find vocabulary {PythonText.Of(p.VocabularyId)}");
        var found = await tags.ListAsync(p.Query, ct);
        return p.AllFields
            ? [.. found.Select(tag => new { tag.Id, tag.Name, tag.DisplayName, tag.VocabularyId })]
            : [.. found.Select(tag => tag.Name)];
    }
}
