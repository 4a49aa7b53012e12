using Budget.Importers.Detection;
using Budget.Importers.Mapping;

namespace Budget.Importers;

/// <summary>Reads one file format. What the columns mean comes to it in the mapping; a city is a mapping, not a class.</summary>
public interface IBudgetImporter
{
    ImporterInfo Info { get; }

    /// <summary>Whether the first bytes look like this format.</summary>
    bool Recognizes(FileSample sample);

    /// <summary>
    /// The budget lines of the file in its order, one at a time. What is wrong goes to <paramref name="findings"/> and reading goes on, except where
    /// nothing behind it can be trusted (encoding, header, an over-long line): then the lines end there. Never throws for the content of a file.
    /// The stream is read once, forwards, and left open.
    /// </summary>
    IAsyncEnumerable<BudgetLine> ReadAsync(
        Stream file, ResourceMapping mapping, FileContext context, FindingLog findings, CancellationToken ct);
}

/// <summary>An importer presents itself.</summary>
/// <param name="Id">The word in a mapping's <c>read.format</c> and the name of its sample folder.</param>
/// <param name="Title">Short name for people, in English.</param>
/// <param name="Source">Page in <c>docs/importers</c> that explains the format.</param>
public sealed record ImporterInfo(string Id, string Title, string Source);
