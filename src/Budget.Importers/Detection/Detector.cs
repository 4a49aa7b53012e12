using Budget.Importers.Mapping;

namespace Budget.Importers.Detection;

/// <summary>What the first bytes of a text file say about encoding and delimiter; for the run's record. The importer looks for itself.</summary>
/// <param name="Encodings">Encodings in which these bytes may be written, the likeliest first; several where they do not differ for this text; empty where none fits.</param>
/// <param name="HasByteOrderMark">Whether the file names its encoding itself.</param>
/// <param name="Delimiter">The delimiter with the most stable number of cells, or null.</param>
public sealed record DetectedText(IReadOnlyList<string> Encodings, bool HasByteOrderMark, char? Delimiter);

public static class Detector
{
    /// <summary>Looks at a sample. Never throws for its content.</summary>
    public static DetectedText Detect(FileSample sample, ReadOptions declared)
    {
        var bytes = sample.Bytes.Span;
        var encodings = EncodingDetector.Detect(bytes);
        var mark = TextEncodings.ByteOrderMark(bytes);

        var readAs = encodings.Contains(declared.Encoding) || encodings.Count == 0 ? declared.Encoding : encodings[0];
        var delimiter = readAs == ReadOptions.Auto
            ? null
            : DelimiterDetector.Detect(TextEncodings.Get(readAs).GetString(bytes[mark.Length..]), declared.Quote, declared.SkipRows);
        return new(encodings, mark.Name is not null, delimiter);
    }
}
