using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Search;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Packages;

[CkanAction("tag_autocomplete", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the names of the tags whose name holds a text; without a text none.")]
internal sealed class TagAutocomplete(AutocompleteStore store, VocabularyStore vocabularies) : CkanAction<TagSearch.Parameters, IReadOnlyList<string>>
{
    protected override Task AuthorizeAsync(TagSearch.Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<IReadOnlyList<string>> RunAsync(TagSearch.Parameters p, Caller caller, CancellationToken ct) =>
        [.. (await TagSearch.FindAsync(store, vocabularies, p, caller, ct)).Results.Select(tag => tag.Name)];
}
