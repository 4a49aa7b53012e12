using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("vocabulary_list", Effect.Read, MinimumCaller.Anonymous, Summary = "Return all vocabularies with their tags.")]
internal sealed class VocabularyList(VocabularyStore vocabularies) : CkanAction<NoParameters, IReadOnlyList<Vocabulary>>
{
    protected override Task AuthorizeAsync(NoParameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<Vocabulary>> RunAsync(NoParameters p, Caller caller, CancellationToken ct) => vocabularies.ListAsync(ct);
}
