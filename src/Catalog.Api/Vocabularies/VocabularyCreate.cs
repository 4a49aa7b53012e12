using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("vocabulary_create", Effect.Write, MinimumCaller.Sysadmin, Summary = "Make a vocabulary, with its tags.")]
internal sealed class VocabularyCreate(VocabularyStore vocabularies) : CkanAction<VocabularyCreate.Parameters, Vocabulary>
{
    public sealed record Parameters
    {
        [Parameter("Its name, 2 to 100 characters, that no other vocabulary has. Required.")]
        public JsonNode? Name { get; init; }

        [Parameter("Its tags: a list of objects with a name.")]
        public JsonNode? Tags { get; init; }

        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override Task<Vocabulary> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var input = VocabularyInput.Read(p.All, isNew: true);
        return vocabularies.CreateAsync(input.Name!, input.Tags ?? [], ct);
    }
}
