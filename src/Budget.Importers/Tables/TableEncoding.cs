using Budget.Importers.Detection;

namespace Budget.Importers.Tables;

/// <summary>The encoding of a text whose first bytes do not tell it: a long file may bring its first Greek word late.</summary>
public static class TableEncoding
{
    private const int Before = 4096;

    /// <summary>What the bytes around a place tell, or null when they are no text in any encoding that we know.</summary>
    /// <param name="file">Seekable.</param>
    /// <param name="offset">Of the first byte that is no UTF-8.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<string?> AtAsync(Stream file, long offset, CancellationToken ct)
    {
        file.Position = Math.Max(0, offset - Before);
        var sample = await FileSample.ReadAsync(file, ct);
        return EncodingDetector.Detect(sample.Bytes.Span) is [not TextEncodings.Utf8 and var likeliest, ..] ? likeliest : null;
    }
}
