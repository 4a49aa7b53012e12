using System.Buffers;
using Budget.Importers.Detection;

namespace Budget.Importers.Formats;

/// <summary>Finds characters that no budget holds: control characters, places that a one-byte encoding leaves empty, and the traces of the other Greek encoding.</summary>
internal sealed class CharacterCheck(string encoding, FileFindings findings)
{
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Where(c => c is not ('\t' or '\n' or '\r')).Select(c => (char)c), .. Enumerable.Range(0x7F, 0x21).Select(c => (char)c), '\uFFFE', '\uFFFF']);

    /// <summary>What Ά looks like when windows-1253 is read as iso-8859-7 or the reverse, and which of them was meant.</summary>
    private readonly (char Trace, string Meant)? wrong = encoding switch
    {
        TextEncodings.Windows1253 => ('\u00B6', TextEncodings.Iso88597),
        TextEncodings.Iso88597 => ('\u02BC', TextEncodings.Windows1253),
        _ => null,
    };

    /// <summary>Whether a trace was found: then the whole file is in another encoding.</summary>
    public bool OtherEncoding { get; private set; }

    /// <summary>Looks at every cell of a row, those that no field uses too; false when there was something.</summary>
    public bool Check(RecordReader row, HeaderMatch header)
    {
        for (var i = 0; i < row.Count; i++)
        {
            var cell = row[i];
            var at = cell.IndexOfAny(Controls);
            if (at < 0)
                at = cell.IndexOfAnyInRange('\uE000', '\uF8FF');
            var name = i < header.Count ? header[i] : null;
            if (at >= 0 && encoding == TextEncodings.Iso88597 && cell[at] is >= '\x80' and <= '\x9F')
                return ReportOther(TextEncodings.Windows1253, row.Line, i, name);   // its curly quotes and dashes lie where this one has controls
            if (at >= 0)
            {
                findings.Add(Rules.ControlCharacter, row.Line, i + 1, name, $"U+{(int)cell[at]:X4}");
                return false;
            }
            if (wrong is var (trace, meant) && HasTrace(cell, trace))
                return ReportOther(meant, row.Line, i, name);
        }
        return true;
    }

    private bool ReportOther(string meant, int line, int column, string? header)
    {
        findings.Add(Rules.EncodingDiffers, line, column + 1, header, meant, encoding);
        OtherEncoding = true;
        return false;
    }

    /// <summary>The trace right before a Greek letter and not behind one: the place of a capital with tonos.</summary>
    private static bool HasTrace(ReadOnlySpan<char> cell, char trace)
    {
        for (var at = cell.IndexOf(trace); at >= 0; )
        {
            if (at + 1 < cell.Length && IsGreek(cell[at + 1]) && (at == 0 || !IsGreek(cell[at - 1])))
                return true;
            var next = cell[(at + 1)..].IndexOf(trace);
            at = next < 0 ? -1 : at + 1 + next;
        }
        return false;
    }

    private static bool IsGreek(char c) => c is >= '\u0386' and <= '\u03CE';
}
