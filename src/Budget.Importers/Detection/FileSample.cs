namespace Budget.Importers.Detection;

/// <summary>The first bytes of a file, enough to tell what it is.</summary>
public sealed record FileSample
{
    /// <summary>Most bytes looked at.</summary>
    public const int Most = 64 * 1024;

    private static readonly (byte[] Start, FileKind Kind)[] Signatures =
    [
        ([0x50, 0x4B, 0x03, 0x04], FileKind.Zip),
        ([0xD0, 0xCF, 0x11, 0xE0], FileKind.OldOffice),
        ([0x25, 0x50, 0x44, 0x46], FileKind.Pdf),
        ([0x89, 0x50, 0x4E, 0x47], FileKind.Image),
        ([0xFF, 0xD8, 0xFF], FileKind.Image),
        ([0x47, 0x49, 0x46, 0x38], FileKind.Image),
        ([0x1F, 0x8B], FileKind.Gzip),
    ];

    /// <summary>At most <see cref="Most"/> bytes from the start.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether <see cref="Bytes"/> is the whole file.</summary>
    public required bool Whole { get; init; }

    public FileKind Kind
    {
        get
        {
            if (Bytes.IsEmpty)
                return FileKind.Empty;
            foreach (var (start, kind) in Signatures)
                if (Bytes.Span.StartsWith(start))
                    return kind;
            return FileKind.Text;
        }
    }

    /// <summary>Reads the start of a stream, which is not rewound.</summary>
    public static async Task<FileSample> ReadAsync(Stream file, CancellationToken ct)
    {
        var bytes = new byte[Most];
        var count = await file.ReadAtLeastAsync(bytes, Most, throwOnEndOfStream: false, ct);
        return new() { Bytes = bytes.AsMemory(0, count), Whole = count < Most };
    }
}

/// <summary>What the first bytes say, whatever the file's name says.</summary>
public enum FileKind
{
    Empty,
    Text,

    /// <summary>Also the container of .xlsx and .ods.</summary>
    Zip,

    /// <summary>The container of .xls and .doc.</summary>
    OldOffice,
    Pdf,
    Image,
    Gzip,
}
