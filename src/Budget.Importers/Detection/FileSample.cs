namespace Budget.Importers.Detection;

/// <summary>The first bytes of a file, enough to tell what it is.</summary>
public sealed record FileSample
{
    /// <summary>Most bytes looked at.</summary>
    public const int Most = 64 * 1024;

    /// <summary>At most <see cref="Most"/> bytes from the start.</summary>
    public required ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Whether <see cref="Bytes"/> is the whole file.</summary>
    public required bool Whole { get; init; }

    public FileKind Kind => throw new NotImplementedException();

    /// <summary>Reads the start of a stream, which is not rewound.</summary>
    public static Task<FileSample> ReadAsync(Stream file, CancellationToken ct) => throw new NotImplementedException();
}

/// <summary>What the first bytes say, whatever the file's name says.</summary>
public enum FileKind
{
    Empty,
    Text,
    Zip,
    OldOffice,
    Pdf,
    Image,
    Gzip,
}
