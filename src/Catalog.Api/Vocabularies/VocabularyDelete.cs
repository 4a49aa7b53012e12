using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("vocabulary_delete", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Delete a vocabulary that has no tags any more.")]
internal sealed class VocabularyDelete(VocabularyStore vocabularies) : CkanAction<VocabularyDelete.Parameters, object?>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the vocabulary. Required.")]
        public string? Id { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => vocabularies.GetAsync(RequiredId.Of(p.Id), ct);

    protected override async Task<object?> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        await vocabularies.DeleteAsync(RequiredId.Of(p.Id), ct);
        return null;
    }
}
