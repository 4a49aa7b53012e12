using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;
using OpenData.Core.Packages.Input;

namespace Catalog.Api.Admin;

[CkanAction("term_translation_update", Effect.Write, MinimumCaller.Sysadmin, Summary = "Keep the translation of a term into a language.")]
internal sealed class TermTranslationUpdate(TermTranslations translations) : CkanAction<TermTranslationUpdate.Parameters, TermTranslation>
{
    public sealed record Parameters
    {
        [Parameter("The term, such as a tag. Required.")]
        public JsonNode? Term { get; init; }

        [Parameter("What it is called in the language. Required.", Name = "term_translation")]
        public JsonNode? Translation { get; init; }

        [Parameter("The language, such as el. Required.")]
        public JsonNode? LangCode { get; init; }

        [AllParameters]
        public JsonObject All { get; init; } = [];
    }

    /// <summary>Null after an error.</summary>
    public static TermTranslation? Read(JsonObject document, FieldErrors errors)
    {
        foreach (var (key, longest) in new[] { ("term", 500), ("term_translation", 10_000), ("lang_code", 20) })
        {
            var text = InputText.Of(document, key);
            if (string.IsNullOrEmpty(text))
                errors.Add(key, "Missing value");
            else if (text.Length > longest)
                errors.Add(key, $"Must be a maximum of {longest} characters long");
        }

        return errors.Any ? null : new TermTranslation(InputText.Of(document, "term")!, InputText.Of(document, "term_translation")!, InputText.Of(document, "lang_code")!);
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<TermTranslation> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var errors = new FieldErrors();
        var translation = Read(p.All, errors);
        errors.ThrowIfAny();
        await translations.SaveAsync([translation!], ct);
        return translation!;
    }
}
