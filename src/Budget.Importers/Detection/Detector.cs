using Budget.Importers.Mapping;

namespace Budget.Importers.Detection;

/// <summary>What the first bytes of a text file say about encoding, delimiter and header; for the run's record. The importer looks for itself.</summary>
/// <param name="Encodings">Encodings in which these bytes may be written, the likeliest first; several where they do not differ for this text; empty where none fits.</param>
/// <param name="HasByteOrderMark">Whether the file names its encoding itself.</param>
/// <param name="Delimiter">The delimiter with the most stable number of fields, or null.</param>
public sealed record DetectedText(IReadOnlyList<string> Encodings, bool HasByteOrderMark, char? Delimiter);

public static class Detector
{
    /// <summary>Looks at a sample. Never throws for its content.</summary>
    public static DetectedText Detect(FileSample sample, ReadOptions declared) => throw new NotImplementedException();
}
