namespace OpenData.Core.Files;

/// <summary>What the first bytes of a file say that it is.</summary>
public enum FileKind
{
    /// <summary>No bytes at all.</summary>
    Empty,

    /// <summary>Nothing that is known: text, or data that we do not judge.</summary>
    Other,

    /// <summary>HTML, SVG or another markup that a browser may run.</summary>
    Markup,

    /// <summary>A program: Windows, Linux, macOS, Java, or a script with its interpreter.</summary>
    Program,

    Zip,
    Pdf,
    Png,
    Gif,
    Jpeg,

    /// <summary>Old Office files and others of the compound file format.</summary>
    Compound,

    /// <summary>gzip, 7z, RAR, bzip2, xz.</summary>
    Packed,
}
