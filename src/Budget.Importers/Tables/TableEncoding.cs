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
        return EncodingDetector.Detect(sample.Bytes.Span) is [not TextEncodings.Utf8 and var likeliest, ..] && !IsMixed(sample.Bytes.Span) ? likeliest : null;
    }

    /// <summary>The likeliest by the first bytes.</summary>
    /// <exception cref="TableException">None fits, or one for some lines and another one for others: mojibake is an error (product F24).</exception>
    internal static string Of(ReadOnlySpan<byte> sample)
    {
        var encoding = EncodingDetector.Detect(sample) is [var likeliest, ..] ? likeliest : throw new TableException("load.encoding");
        var isOneByte = encoding is TextEncodings.Windows1253 or TextEncodings.Iso88597 or TextEncodings.Windows1252;
        return isOneByte && IsMixed(sample) ? throw new TableException("load.encoding-mixed") : encoding;
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
