using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;
using OpenData.Core.Vocabularies;

namespace Catalog.Api.Vocabularies;

[CkanAction("tag_create", Effect.Write, MinimumCaller.Sysadmin, Summary = "Add a tag to a vocabulary. Free tags need no making: datasets bring them.")]
internal sealed class TagCreate(VocabularyStore vocabularies) : CkanAction<TagCreate.Parameters, Tag>
{
    public sealed record Parameters
    {
        [Parameter("The tag: 2 to 100 letters, digits, blanks, hyphens, underscores and dots. Required.")]
        public JsonNode? Name { get; init; }

        [Parameter("The id or the name of the vocabulary. Required.")]
        public string? VocabularyId { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<Tag> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var (name, vocabularyId) = (InputText.Of(p.Name), p.VocabularyId);
        foreach (var problem in string.IsNullOrEmpty(name) ? ["Missing value"] : VocabularyInput.TagProblems(name))
            errors.Add("name", problem);
        var vocabulary = string.IsNullOrEmpty(vocabularyId) ? null : await vocabularies.FindAsync(vocabularyId, ct);
        if (vocabulary is null)
            errors.Add("vocabulary_id", string.IsNullOrEmpty(vocabularyId) ? "Missing value" : "Tag vocabulary was not found.");
        errors.ThrowIfAny();
        return await vocabularies.CreateTagAsync(name!, vocabulary!, ct);
    }
}
