using System.Text;

namespace Budget.Importers.Detection;

/// <summary>The encodings that municipal exports come in, by the names that mappings use.</summary>
public static class TextEncodings
{
    public const string Utf8 = "utf-8";
    public const string Utf16BigEndian = "utf-16be";
    public const string Utf16LittleEndian = "utf-16le";
    public const string Windows1253 = "windows-1253";
    public const string Iso88597 = "iso-8859-7";
    public const string Windows1252 = "windows-1252";

    public static IReadOnlyList<string> Names { get; } = [Utf8, Utf16BigEndian, Utf16LittleEndian, Windows1253, Iso88597, Windows1252];

    /// <summary>The encoding of one of <see cref="Names"/>, without a byte-order mark.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Another name.</exception>
    public static Encoding Get(string name) => name switch
    {
        Utf8 => new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Utf16BigEndian => new UnicodeEncoding(bigEndian: true, byteOrderMark: false),
        Utf16LittleEndian => new UnicodeEncoding(bigEndian: false, byteOrderMark: false),
        Windows1253 or Iso88597 or Windows1252 => CodePagesEncodingProvider.Instance.GetEncoding(name)!,   // the provider has all three
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not an encoding of mappings."),
    };

    /// <summary>The encoding that a byte-order mark names and the mark's length; null and 0 without one.</summary>
    public static (string? Name, int Length) ByteOrderMark(ReadOnlySpan<byte> start) => start switch
    {
        [0xEF, 0xBB, 0xBF, ..] => (Utf8, 3),
        [0xFE, 0xFF, ..] => (Utf16BigEndian, 2),
        [0xFF, 0xFE, ..] => (Utf16LittleEndian, 2),
        _ => (null, 0),
    };
}
