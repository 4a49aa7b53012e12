using Budget.Importers.Detection;
using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>Delimited text: one row per code, one column per phase or one row per amount. Which column is what stands in the mapping.</summary>
public sealed class DelimitedText : IBudgetImporter
{
    public ImporterInfo Info { get; } = new("delimited-text", "CSV and its relatives", "docs/importers/delimited-text.md");

    public bool Recognizes(FileSample sample) => sample.Kind == FileKind.Text;

    public IAsyncEnumerable<BudgetLine> ReadAsync(
        Stream file, ResourceMapping mapping, FileContext context, FindingLog findings, CancellationToken ct) => throw new NotImplementedException();
}
