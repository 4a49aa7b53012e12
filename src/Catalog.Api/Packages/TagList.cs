using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Packages;

[CkanAction("tag_list", Effect.Read, MinimumCaller.Anonymous, IsConditional = true,
    Summary = "Return the names of the tags that active public datasets carry, or of a vocabulary's tags, sorted by name.")]
internal sealed class TagList(TagStore tags, VocabularyStore vocabularies) : CkanAction<TagList.Parameters, IReadOnlyList<object>>
{
    public sealed record Parameters
    {
        [Parameter("Only tags with this text in their name, in any case.")]
        public string? Query { get; init; }

        [Parameter("The id or name of a vocabulary, for its tags instead of the free ones.")]
        public string? VocabularyId { get; init; }

        [Parameter("Return objects with id, name, display_name and vocabulary_id.")]
        public bool AllFields { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<IReadOnlyList<object>> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var vocabulary = string.IsNullOrEmpty(p.VocabularyId)
            ? null
            : await vocabularies.FindAsync(p.VocabularyId, ct) ?? throw new NotFoundException($"could not find vocabulary {PythonText.Of(p.VocabularyId)}");
        var found = await tags.ListAsync(p.Query, vocabulary?.Id, ct);
        return p.AllFields ? [.. found] : [.. found.Select(tag => tag.Name)];
    }
}
