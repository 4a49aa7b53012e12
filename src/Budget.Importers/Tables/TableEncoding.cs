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
    /// Whether a text of one-byte letters is rather windows-1251 than Greek. Nearly every second word of Russian, Ukrainian, Bulgarian or Serbian has an "а" (E0, C0), which as Greek is ΰ or ΐ: one letter of
    /// ten thousand. The letters below C0 are small ones there and capitals here, which never follow a small one. An accent within a small Greek word (DC to DF) is a capital there, so it speaks against.
    /// </summary>
    private static bool LooksCyrillic(ReadOnlySpan<byte> sample)
    {
        var (letters, cyrillic, greek) = (0, 0, 0);
        for (var i = 0; i < sample.Length; i++)
        {
            var (before, b, behind) = (i > 0 ? sample[i - 1] : (byte)' ', sample[i], i + 1 < sample.Length ? sample[i + 1] : (byte)' ');
            letters += b >= 0xC0 ? 1 : 0;
            var isA = b == 0xE0 || (b == 0xC0 && !IsSmall(before) && !IsSmall(behind) && (IsCapital(before) || IsCapital(behind)));
            if (isA || (b is 0xB3 or 0xB4 or 0xB8 or 0xBA or 0xBF && IsSmall(before)))
                cyrillic++;
            else if (b is >= 0xDC and <= 0xDF && IsSmall(before))
                greek++;
        }

        return cyrillic > greek && cyrillic * 50 >= letters;

        static bool IsSmall(byte b) => b >= 0xE0;
        static bool IsCapital(byte b) => b is >= 0xC1 and <= 0xDF;
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
