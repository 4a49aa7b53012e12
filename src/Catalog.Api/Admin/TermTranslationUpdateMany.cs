using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Admin;

namespace Catalog.Api.Admin;

[CkanAction("term_translation_update_many", Effect.Write, MinimumCaller.Sysadmin, Summary = "Keep several translations, all or none.")]
internal sealed class TermTranslationUpdateMany(TermTranslations translations) : CkanAction<TermTranslationUpdateMany.Parameters, TermTranslationUpdateMany.Result>
{
    public sealed record Parameters
    {
        [Parameter("A list of objects as term_translation_update takes them.")]
        public required JsonNode Data { get; init; }
    }

    public sealed record Result(string Success);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // sysadmins only

    protected override async Task<Result> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var read = Documents.Read(p.Data, TermTranslationUpdate.Read);
        await translations.SaveAsync(read, ct);
        return new Result($"{read.Count} rows updated");
    }
}
