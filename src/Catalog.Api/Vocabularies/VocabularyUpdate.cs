using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("vocabulary_update", Effect.Write, MinimumCaller.Sysadmin, FindsFirst = true, Summary = "Rename a vocabulary or replace its tags; a tag that is left out leaves the datasets that carry it.")]
internal sealed class VocabularyUpdate(VocabularyStore vocabularies) : CkanAction<VocabularyUpdate.Parameters, Vocabulary>
{
    public sealed record Parameters
    {
        [Parameter("The id or the name of the vocabulary. Required.")]
        public string? Id { get; init; }

        [Parameter("The new name; without it the name stays.")]
        public JsonNode? Name { get; init; }

        [Parameter("All its tags from now on: a list of objects with a name. Without it the tags stay.")]
        public JsonNode? Tags { get; init; }

        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => vocabularies.GetAsync(RequiredId.Of(p.Id), ct);

    protected override Task<Vocabulary> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var input = VocabularyInput.Read(p.All, isNew: false);
        return vocabularies.UpdateAsync(p.Id!, input.Name, input.Tags, ct);
    }
}
