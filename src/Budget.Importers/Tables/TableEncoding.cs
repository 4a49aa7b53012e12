using System.Text.Unicode;
using Budget.Importers.Detection;

namespace Budget.Importers.Tables;

/// <summary>The encoding of a text that no mapping declares.</summary>
public static class TableEncoding
{
    private const int Before = 4096;

    /// <summary>
    /// The encoding of a text whose first bytes do not tell it, because its first Greek word comes late: what the bytes around a place tell, or null when they are no
    /// text in any encoding that we know.
    /// </summary>
    /// <param name="file">Seekable.</param>
    /// <param name="offset">Of the first byte that is no UTF-8.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<string?> AtAsync(Stream file, long offset, CancellationToken ct)
    {
        file.Position = Math.Max(0, offset - Before);
        var sample = await FileSample.ReadAsync(file, ct);
        return EncodingDetector.Detect(sample.Bytes.Span) is [not TextEncodings.Utf8 and var likeliest, ..] && !IsMixed(sample.Bytes.Span)
            ? IsGreek(likeliest) && LooksCyrillic(sample.Bytes.Span) ? throw new TableException("load.encoding-cyrillic") : likeliest
            : null;
    }

    /// <summary>The likeliest by the first bytes.</summary>
    /// <exception cref="TableException">None fits, or one for some lines and another one for others, or the letters are those of another script: mojibake is an error (product F24).</exception>
    internal static string Of(ReadOnlySpan<byte> sample)
    {
        var encoding = EncodingDetector.Detect(sample) is [var likeliest, ..] ? likeliest : throw new TableException("load.encoding");
        var isOneByte = encoding is TextEncodings.Windows1253 or TextEncodings.Iso88597 or TextEncodings.Windows1252;
        if (isOneByte && IsMixed(sample))
            throw new TableException("load.encoding-mixed");
        return IsGreek(encoding) && LooksCyrillic(sample) ? throw new TableException("load.encoding-cyrillic") : encoding;
    }

    private static bool IsGreek(string encoding) => encoding is TextEncodings.Windows1253 or TextEncodings.Iso88597;

    /// <summary>
    /// Whether the letters of a one-byte text are rather those of windows-1251 than Greek. In Russian, Ukrainian, Bulgarian and Serbian "а", "о" and "и" are a quarter of all letters; the same bytes are the
    /// Greek ΰ, ξ and θ, of which there is one among seventy. In Greek "α", "ο" and "ι" are more than a quarter; the same bytes are "б", "п" and "й".
    /// </summary>
    private static bool LooksCyrillic(ReadOnlySpan<byte> sample)
    {
        var (cyrillic, greek) = (0, 0);
        foreach (var b in sample)
        {
            if (b is 0xE0 or 0xEE or 0xE8 or 0xC0 or 0xCE or 0xC8)
                cyrillic++;
            else if (b is 0xE1 or 0xEF or 0xE9 or 0xC1 or 0xCF or 0xC9 or 0xDC or 0xDF or 0xFC)   // the last three have an accent
                greek++;
        }

        return cyrillic > greek;
    }

    /// <summary>Whether a line is UTF-8 in several characters: in a one-byte encoding a pair may look so by chance, never all of a line.</summary>
    private static bool IsMixed(ReadOnlySpan<byte> sample)
    {
        while (!sample.IsEmpty)
        {
            var end = sample.IndexOf((byte)'\n');
            var line = end < 0 ? sample : sample[..end];
            sample = end < 0 ? default : sample[(end + 1)..];
            if (Leads(line) > 1 && Utf8.IsValid(line))
                return true;
        }

        return false;
    }

    private static int Leads(ReadOnlySpan<byte> line)
    {
        var count = 0;
        foreach (var b in line)
            count += b >= 0xC0 ? 1 : 0;
        return count;
    }
}
