using System.Globalization;
using System.Text;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Jobs;
using OpenData.Core.Texts;
using OpenData.Core.Versions;

namespace Catalog.Api.Etl;

[CkanAction("etl_run_issues", Effect.Read, MinimumCaller.Anonymous,
    Summary = "Return the findings of a run: a list, or one CSV text for a spreadsheet.")]
internal sealed class EtlRunIssues(RunStore runs, PackageAccess access) : CkanAction<EtlRunIssues.Parameters, object>
{
    public sealed record Parameters
    {
        [Parameter("The number of the run.", Min = 1)]
        public required long Id { get; init; }

        [Parameter("json or csv.")]
        public string Format { get; init; } = "json";
    }

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;   // asked once the run is known

    protected override async Task<object> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var run = await access.RequireReadAsync(runs, p.Id, caller, ct);
        return p.Format switch
        {
            "json" => run.Findings,
            "csv" => Csv(run.Findings),
            _ => throw new ValidationException("format", "Value must be one of json, csv"),
        };
    }

    private static string Csv(IReadOnlyList<RunFinding> findings)
    {
        var text = new StringBuilder("severity,rule,resource,file,line,column,header,value,expected");
        foreach (var language in TextCatalog.Languages)
            text.Append(CultureInfo.InvariantCulture, $",message_{language}");
        text.Append("\r\n");
        foreach (var finding in findings)
        {
            string?[] cells =
            [
                finding.Severity, finding.Rule, finding.Resource, finding.File, Number(finding.Line), Number(finding.Column), finding.Header, finding.Value, finding.Expected,
                .. TextCatalog.Languages.Select(language => finding.Message[language]),
            ];
            text.AppendJoin(',', cells.Select(cell => string.IsNullOrEmpty(cell) ? "" : CanonicalCsv.Quote(Harmless(cell)))).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>What was read in a hostile file must not become a formula in somebody's spreadsheet (security rule 20).</summary>
    private static string Harmless(string cell) => "=+-@\t\r＝＋－＠".Contains(cell[0], StringComparison.Ordinal) ? $"'{cell}" : cell;

    private static string? Number(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
