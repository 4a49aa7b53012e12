using Budget.Importers.Detection;
using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>How a text file will be read, decided from its first bytes and checked against the declaration before the first row.</summary>
/// <param name="Encoding">One of <see cref="TextEncodings.Names"/>.</param>
/// <param name="MarkLength">Bytes of the byte-order mark.</param>
/// <param name="Delimiter">Declared, or detected where the mapping leaves it open.</param>
internal sealed record TextOpening(string Encoding, int MarkLength, char Delimiter)
{
    /// <summary>Null when the file cannot be read as declared; the finding says why.</summary>
    public static TextOpening? Decide(FileSample sample, ReadOptions declared, FileFindings findings)
    {
        if (sample.Kind == FileKind.Empty)
            findings.Add(Rules.FileEmpty);
        else if (sample.Kind != FileKind.Text)
            findings.Add(Rules.FormatDiffers, value: Word(sample.Kind), expected: declared.Format);
        else if (DecideEncoding(sample, declared, findings) is { } encoding)
            return Open(sample, declared, encoding);
        return null;
    }

    private static string? DecideEncoding(FileSample sample, ReadOptions declared, FileFindings findings)
    {
        var fitting = EncodingDetector.Detect(sample.Bytes.Span);
        if (declared.Encoding == ReadOptions.Auto)
        {
            if (fitting.Count == 0)
                findings.Add(Rules.EncodingDiffers, 1, value: "?", expected: string.Join(" | ", TextEncodings.Names));
            return fitting.Count == 0 ? null : fitting[0];
        }

        // Nothing fits: strict decoding as declared will name the place.
        if (fitting.Count == 0 || fitting.Contains(declared.Encoding))
            return declared.Encoding;
        findings.Add(Rules.EncodingDiffers, 1, value: string.Join(" | ", fitting), expected: declared.Encoding);
        return null;
    }

    private static TextOpening Open(FileSample sample, ReadOptions declared, string encoding)
    {
        var mark = TextEncodings.ByteOrderMark(sample.Bytes.Span) is var (name, length) && name == encoding ? length : 0;
        if (declared.Delimiter is { } delimiter)
            return new(encoding, mark, delimiter);
        var text = TextEncodings.Get(encoding).GetString(sample.Bytes.Span[mark..]);
        return new(encoding, mark, DelimiterDetector.Detect(text, declared.Quote, declared.SkipRows) ?? ';');
    }

    private static string Word(FileKind kind) => kind switch
    {
        FileKind.Zip => "zip, xlsx, ods",
        FileKind.OldOffice => "xls, doc",
        FileKind.Pdf => "pdf",
        FileKind.Image => "image",
        FileKind.Gzip => "gzip",
        _ => "?",
    };
}
