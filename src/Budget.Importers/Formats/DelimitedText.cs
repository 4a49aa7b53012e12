using System.Globalization;
using System.Runtime.CompilerServices;
using Budget.Importers.Detection;
using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>Delimited text: one row per code with a column per phase, or one row per amount. Which column is what stands in the mapping.</summary>
public sealed class DelimitedText : IBudgetImporter
{
    /// <summary>Wrong rows, or rows without content, after which a file is not read further: it is no budget.</summary>
    public const int MostWrongRows = 10_000;

    /// <summary>Lines looked at for a header that is not where it was declared.</summary>
    private const int MostHeaderLines = 50;

    public ImporterInfo Info { get; } = new("delimited-text", "CSV and its relatives", "docs/importers/delimited-text.md");

    public bool Recognizes(FileSample sample) => sample.Kind == FileKind.Text;

    public async IAsyncEnumerable<BudgetLine> ReadAsync(
        Stream file, ResourceMapping mapping, FileContext context, FindingLog findings, [EnumeratorCancellation] CancellationToken ct)
    {
        var report = new FileFindings(context.FileName, findings);
        var sample = await FileSample.ReadAsync(file, ct);
        if (TextOpening.Decide(sample, mapping.Read, report) is not { } opening)
            yield break;

        var decoder = new StrictDecoder(sample.Bytes[opening.MarkLength..], file, TextEncodings.Get(opening.Encoding), opening.MarkLength);
        var records = new RecordReader(decoder, opening.Delimiter, mapping.Read.Quote);
        var rows = new RowCheck(records, decoder, opening, mapping.Read, report);
        if (await ReadHeaderAsync(rows, mapping, context, report, ct) is not { } header)
            yield break;

        var converter = new RowConverter(mapping, header, context, report);
        while (await rows.ReadAsync(header, ct))
            foreach (var line in converter.Convert(records))
                yield return line;
        rows.Finish();
    }

    private static async Task<HeaderMatch?> ReadHeaderAsync(
        RowCheck rows, ResourceMapping mapping, FileContext context, FileFindings report, CancellationToken ct)
    {
        if (await rows.ReadHeaderAsync(mapping.Read.SkipRows, ct) is not { } cells)
        {
            if (!rows.Stopped)
                report.Add(Rules.FileEmpty);
            return null;
        }

        var line = rows.Line;
        var header = HeaderMatch.Of(cells, mapping);
        if (!header.IsForeign)
            return header.Check(line, mapping, context.Dataset, report) ? header : null;

        // Nothing of it is known: another delimiter, or the header stands elsewhere. Both explain more than a list of missing columns.
        if (ReportDelimiter(cells, line, rows.Delimiter, mapping, report))
            return null;
        for (var looked = 0; looked < MostHeaderLines && await rows.ReadHeaderAsync(0, ct) is { } next; looked++)
            if (HeaderMatch.Of(next, mapping).IsComplete)
            {
                report.Add(Rules.HeaderElsewhere, rows.Line, value: string.Join(" | ", next), expected: line.ToString(CultureInfo.InvariantCulture));
                return null;
            }
        report.Add(Rules.HeaderMissing, line, 1, value: string.Join(" | ", cells), expected: string.Join(" | ", Slot.Of(mapping).Select(slot => slot.Headers[0])));
        return null;
    }

    /// <summary>Whether the line is the header once it is split by another delimiter.</summary>
    private static bool ReportDelimiter(IReadOnlyList<string> cells, int line, char declared, ResourceMapping mapping, FileFindings report)
    {
        var text = string.Join(declared, cells);
        foreach (var other in DelimiterDetector.Candidates.Where(candidate => candidate != declared))
            if (HeaderMatch.Of(text.Split(other), mapping).IsComplete)
            {
                report.Add(Rules.DelimiterDiffers, line, value: Word(other), expected: Word(declared));
                return true;
            }
        return false;
    }

    /// <summary>A delimiter as people write it.</summary>
    private static string Word(char delimiter) => delimiter == '\t' ? "TAB" : delimiter.ToString();
}
