using System.Buffers;
using System.Text;

namespace Budget.Importers.Detection;

/// <summary>Tells in which encodings a sample may be written. "It decodes" is no evidence for a one-byte encoding; the words of the text are.</summary>
internal static class EncodingDetector
{
    /// <summary>
    /// The encodings that fit, the likeliest first. Several where their bytes do not differ for this text (plain ASCII; Greek without Ά);
    /// empty where none fits. A byte-order mark decides alone.
    /// </summary>
    public static IReadOnlyList<string> Detect(ReadOnlySpan<byte> sample)
    {
        if (TextEncodings.ByteOrderMark(sample).Name is { } marked)
            return [marked];
        if (LooksUtf16(sample, highByte: 0))
            return [TextEncodings.Utf16BigEndian];
        if (LooksUtf16(sample, highByte: 1))
            return [TextEncodings.Utf16LittleEndian];
        if (sample.ContainsAny(NotText))
            return [];
        if (!sample.ContainsAnyInRange((byte)0x80, (byte)0xFF))
            return [TextEncodings.Utf8, TextEncodings.Windows1253, TextEncodings.Iso88597, TextEncodings.Windows1252];
        return IsUtf8(sample) ? [TextEncodings.Utf8] : OneByte(sample);
    }

    private static readonly SearchValues<byte> NotText = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(b => b is not ('\t' or '\n' or '\r')).Select(b => (byte)b), 0x7F]);

    /// <summary>Whether nine of ten byte pairs have a high byte of Latin, Greek or punctuation: the blocks of a Greek text.</summary>
    private static bool LooksUtf16(ReadOnlySpan<byte> sample, int highByte)
    {
        var pairs = sample.Length / 2;
        var fitting = 0;
        for (var i = 0; i < pairs; i++)
        {
            var (high, low) = (sample[i * 2 + highByte], sample[i * 2 + 1 - highByte]);
            var punctuation = high == 0x20 && low is (>= 0x10 and <= 0x1F) or 0xAC;   // no more of it: two ASCII blanks are U+2020
            if (high is 0x03 or 0x1F || punctuation || (high == 0x00 && low != 0x00))
                fitting++;
        }
        return pairs > 0 && fitting * 10 >= pairs * 9;
    }

    /// <summary>
    /// Whether the characters of several bytes are well-formed. A few that are not leave it UTF-8, with damage that reading will name;
    /// in a one-byte encoding well-formed ones are chance.
    /// </summary>
    private static bool IsUtf8(ReadOnlySpan<byte> sample)
    {
        var (good, bad) = (0, 0);
        while (!sample.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(sample, out _, out var length);
            if (status == OperationStatus.Done && length > 1)
                good++;
            else if (status == OperationStatus.InvalidData)
                bad++;   // NeedMoreData: the end of the sample cuts a character
            sample = sample[length..];
        }
        return good > bad * 10;
    }

    private static List<string> OneByte(ReadOnlySpan<byte> sample)
    {
        var evidence = Evidence.Of(sample);
        var fitting = new List<string>();
        if (evidence.Greek >= evidence.Latin)
        {
            if (!evidence.Undefined1253 && !(evidence.IsoTonos && !evidence.WindowsTonos))
                fitting.Add(TextEncodings.Windows1253);
            if (!evidence.Undefined88597 && !(evidence.WindowsTonos && !evidence.IsoTonos))
                fitting.Add(TextEncodings.Iso88597);
        }
        if (evidence.Latin >= evidence.Greek && !evidence.Undefined1252)
            fitting.Add(TextEncodings.Windows1252);
        return fitting;
    }

    /// <summary>What the bytes above ASCII say.</summary>
    /// <param name="Greek">Letters beside another letter above ASCII: Greek words are runs of them.</param>
    /// <param name="Latin">Letters above ASCII that have only ASCII letters beside them: accents in a Latin word stand alone.</param>
    /// <param name="WindowsTonos">A2 before a Greek letter at the start of a word: Ά of windows-1253 (in iso-8859-7 it is an apostrophe).</param>
    /// <param name="IsoTonos">B6 in the same place: Ά of iso-8859-7 (in windows-1253 it is a pilcrow).</param>
    private readonly record struct Evidence(
        int Greek, int Latin, bool WindowsTonos, bool IsoTonos, bool Undefined1253, bool Undefined88597, bool Undefined1252)
    {
        public static Evidence Of(ReadOnlySpan<byte> sample)
        {
            var found = new Evidence();
            for (var i = 0; i < sample.Length; i++)
            {
                var b = sample[i];
                if (b < 0x80)
                    continue;
                var before = i > 0 ? sample[i - 1] : (byte)' ';
                var behind = i + 1 < sample.Length ? sample[i + 1] : (byte)' ';

                if (IsLetter(b))
                {
                    if (IsLetter(before) || IsLetter(behind))
                        found = found with { Greek = found.Greek + 1 };
                    else if (char.IsAsciiLetter((char)before) || char.IsAsciiLetter((char)behind))
                        found = found with { Latin = found.Latin + 1 };
                }
                found = found with
                {
                    WindowsTonos = found.WindowsTonos || (b == 0xA2 && IsLetter(behind) && !IsLetter(before)),
                    IsoTonos = found.IsoTonos || (b == 0xB6 && IsLetter(behind) && !IsLetter(before)),
                    Undefined1253 = found.Undefined1253 || b is 0x81 or 0x88 or 0x8A or >= 0x8C and <= 0x90 or 0x98 or 0x9A or >= 0x9C and <= 0x9F or 0xAA or 0xD2 or 0xFF,
                    Undefined88597 = found.Undefined88597 || b is < 0xA0 or 0xAE or 0xD2 or 0xFF,
                    Undefined1252 = found.Undefined1252 || b is 0x81 or 0x8D or 0x8F or 0x90 or 0x9D,
                };
            }
            return found;
        }

        /// <summary>Letters at the same place in both Greek encodings; in windows-1252 the accented Latin ones.</summary>
        private static bool IsLetter(byte b) => b is >= 0xB8 and not (0xBB or 0xBD);
    }
}
