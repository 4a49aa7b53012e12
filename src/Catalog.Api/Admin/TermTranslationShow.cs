using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Admin;

[CkanAction("term_translation_show", Effect.Read, MinimumCaller.Anonymous, Summary = "Return the translations of terms.")]
internal sealed class TermTranslationShow(TermTranslations translations) : CkanAction<TermTranslationShow.Parameters, IReadOnlyList<TermTranslation>>
{
    public sealed record Parameters
    {
        [Parameter("The terms.")]
        public required IReadOnlyList<string> Terms { get; init; }

        [Parameter("The languages; default: all.")]
        public IReadOnlyList<string>? LangCodes { get; init; }
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override Task<IReadOnlyList<TermTranslation>> RunAsync(Parameters p, Caller caller, CancellationToken ct) =>
        translations.ListAsync(p.Terms, p.LangCodes is { Count: > 0 } languages ? languages : null, ct);
}
