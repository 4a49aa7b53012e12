using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Search;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Packages;

[CkanAction("tag_search", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the tags whose name holds a text, and their number; without a text none.")]
internal sealed class TagSearch(AutocompleteStore store, VocabularyStore vocabularies) : CkanAction<TagSearch.Parameters, TagSearch.Page>
{
    public sealed record Parameters
    {
        [Parameter("Text in the tag's name, in any case; of a list every one.", Alias = "q")]
        public IReadOnlyList<string>? Query { get; init; }

        [Parameter("The id or name of a vocabulary, for its tags instead of the free ones.")]
        public string? VocabularyId { get; init; }

        [Parameter("At most so many.", Min = 0)]
        public long? Limit { get; init; }

        [Parameter("Leave out so many at the beginning.", Min = 0)]
        public long Offset { get; init; }
    }

    /// <param name="Count">On all pages.</param>
    /// <param name="Results">By name.</param>
    internal sealed record Page(long Count, IReadOnlyList<FoundTag> Results);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<Page> RunAsync(Parameters p, Caller caller, CancellationToken ct) => FindAsync(store, vocabularies, p, caller, ct);

    /// <exception cref="NotFoundException">No such vocabulary.</exception>
    public static async Task<Page> FindAsync(AutocompleteStore store, VocabularyStore vocabularies, Parameters p, Caller caller, CancellationToken ct)
    {
        var texts = (p.Query ?? []).Select(text => text.Trim()).Where(text => text.Length > 0).ToList();
        var vocabulary = string.IsNullOrEmpty(p.VocabularyId)
            ? null
            : await vocabularies.FindAsync(p.VocabularyId, ct) ?? throw new NotFoundException($"could not find vocabulary {PythonText.Of(p.VocabularyId)}");
        if (texts.Count == 0)
            return new Page(0, []);
        var (count, tags) = await store.TagsAsync(texts, vocabulary?.Id, p.Limit, p.Offset, caller, ct);
        return new Page(count, tags);
    }
}
