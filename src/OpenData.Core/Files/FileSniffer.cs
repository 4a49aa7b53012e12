using System.Text;

namespace OpenData.Core.Files;

/// <summary>Tells the kind of a file by its first bytes, as browsers and programs do that do not ask for its name.</summary>
public static class FileSniffer
{
    /// <summary>How much of a file is looked at.</summary>
    public const int Length = 2048;

    private static readonly (byte[] Start, FileKind Kind)[] Signatures =
    [
        ([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10], FileKind.Png),
        ("GIF87a"u8.ToArray(), FileKind.Gif),
        ("GIF89a"u8.ToArray(), FileKind.Gif),
        ([0xFF, 0xD8, 0xFF], FileKind.Jpeg),
        ("PK\x03\x04"u8.ToArray(), FileKind.Zip),
        ("PK\x05\x06"u8.ToArray(), FileKind.Zip),
        ("PK\x07\x08"u8.ToArray(), FileKind.Zip),
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], FileKind.Compound),
        ([0x1F, 0x8B], FileKind.Packed),
        ([(byte)'7', (byte)'z', 0xBC, 0xAF, 0x27, 0x1C], FileKind.Packed),
        ("Rar!\x1A\x07"u8.ToArray(), FileKind.Packed),
        ([0xFD, (byte)'7', (byte)'z', (byte)'X', (byte)'Z', 0], FileKind.Packed),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], FileKind.Program),
        ([0xCA, 0xFE, 0xBA, 0xBE], FileKind.Program),
        ([0xFE, 0xED, 0xFA, 0xCE], FileKind.Program),
        ([0xFE, 0xED, 0xFA, 0xCF], FileKind.Program),
        ([0xCE, 0xFA, 0xED, 0xFE], FileKind.Program),
        ([0xCF, 0xFA, 0xED, 0xFE], FileKind.Program),
        ("#!/"u8.ToArray(), FileKind.Program),
    ];

    /// <summary>Beginnings of what a browser takes for a page or a picture with scripts in it.</summary>
    private static readonly string[] Tags =
    [
        "!doctype", "html", "head", "body", "script", "iframe", "frameset", "style", "title", "svg", "table", "div", "font", "form", "img", "object", "embed", "link", "meta",
        "base", "h1", "br", "p", "a", "b", "!--", "?xml", "?php", "xsl:stylesheet", "x:xmpmeta",
    ];

    public static FileKind Of(ReadOnlySpan<byte> start)
    {
        if (start.IsEmpty)
            return FileKind.Empty;
        foreach (var (signature, kind) in Signatures)
        {
            if (start.StartsWith(signature))
                return kind;
        }

        if (IsWindowsProgram(start))
            return FileKind.Program;
        // Readers look for it in the first kilobyte.
        if (start[..Math.Min(start.Length, 1024)].IndexOf("%PDF-"u8) >= 0)
            return FileKind.Pdf;
        return IsMarkup(Text(start)) ? FileKind.Markup : FileKind.Other;
    }

    /// <summary>"MZ" alone may begin a table; a program says where its header is.</summary>
    private static bool IsWindowsProgram(ReadOnlySpan<byte> start) => start.Length >= 64 && start.StartsWith("MZ"u8) && start[..64].Contains((byte)0);

    private static string Text(ReadOnlySpan<byte> start) => start switch
    {
        [0xFF, 0xFE, ..] => Encoding.Unicode.GetString(start[2..]),
        [0xFE, 0xFF, ..] => Encoding.BigEndianUnicode.GetString(start[2..]),
        [0xEF, 0xBB, 0xBF, ..] => Encoding.Latin1.GetString(start[3..]),
        [(byte)'<', 0, ..] => Encoding.Unicode.GetString(start),
        [0, (byte)'<', ..] => Encoding.BigEndianUnicode.GetString(start),
        _ => Encoding.Latin1.GetString(start),
    };

    private static bool IsMarkup(string text)
    {
        var trimmed = text.AsSpan().TrimStart(" \t\r\n\f\0");
        if (!trimmed.StartsWith("<"))
            return false;
        var inside = trimmed[1..];
        foreach (var tag in Tags)
        {
            if (inside.StartsWith(tag, StringComparison.OrdinalIgnoreCase) && (inside.Length == tag.Length || !char.IsAsciiLetterOrDigit(inside[tag.Length])))
                return true;
        }

        return false;
    }
}
