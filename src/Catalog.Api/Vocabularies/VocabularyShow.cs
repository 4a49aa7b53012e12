using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("vocabulary_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return a vocabulary with its tags.")]
internal sealed class VocabularyShow(VocabularyStore vocabularies) : CkanAction<VocabularyShow.Parameters, Vocabulary>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the vocabulary. Required.")]
        public string? Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<Vocabulary> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        vocabularies.GetAsync(RequiredId.Of(p.Id), ct);
}
