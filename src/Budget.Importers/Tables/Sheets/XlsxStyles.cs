using System.Buffers;
using System.Globalization;
using System.Xml;

namespace Budget.Importers.Tables.Sheets;

/// <summary>Whether a number of an XLSX is shown as a day or a time: only its format says so (ECMA-376-1, 18.8.30).</summary>
internal sealed class XlsxStyles
{
    private const int MostStyles = 65_536;

    private static readonly SearchValues<char> TimeLetters = SearchValues.Create("hHmMsS");

    private readonly List<DateKind> _cells = [];

    [Flags]
    public enum DateKind
    {
        None = 0,
        Day = 1,
        Time = 2,
    }

    public DateKind this[int style] => style >= 0 && style < _cells.Count ? _cells[style] : DateKind.None;

    public static XlsxStyles Read(SheetArchive archive)
    {
        var styles = new XlsxStyles();
        using var xml = archive.Read("xl/styles.xml");
        if (xml is null)
            return styles;
        var formats = new Dictionary<int, DateKind>();
        var isInCells = false;
        while (XlsxTable.ReadNode(xml))
        {
            if (xml.LocalName == "cellXfs")
                isInCells = xml.NodeType == XmlNodeType.Element && !xml.IsEmptyElement;
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "numFmt" } && Number(xml, "numFmtId") is var id and >= 0)
                formats[id] = Of(xml.GetAttribute("formatCode") ?? "");
            else if (isInCells && xml is { NodeType: XmlNodeType.Element, LocalName: "xf" })
                styles._cells.Add(Number(xml, "numFmtId") is var format && formats.TryGetValue(format, out var kind) ? kind : BuiltIn(format));
            if (styles._cells.Count > MostStyles || formats.Count > MostStyles)
                throw new InvalidDataException($"it has more than {MostStyles} formats");
        }

        return styles;
    }

    /// <summary>What a format shows: y and d are of days, h and s of times, m of whichever stands beside it; what is quoted or in brackets is text.</summary>
    public static DateKind Of(string code)
    {
        var kind = DateKind.None;
        var (hasMonth, isQuoted) = (false, false);
        for (var at = 0; at < code.Length; at++)
        {
            var c = code[at];
            if (c == '"')
                isQuoted = !isQuoted;
            if (isQuoted || c == '"')
                continue;
            switch (c)
            {
                case '\\' or '_' or '*':
                    at++;
                    break;
                case '[':
                    var end = code.IndexOf(']', at);
                    if (end < 0)
                        return DateKind.None;
                    if (code[at + 1] is 'h' or 'H' or 'm' or 'M' or 's' or 'S' && !code.AsSpan((at + 2)..end).ContainsAnyExcept(TimeLetters))
                        return DateKind.None;   // a time that passed, not one of a day
                    at = end;
                    break;
                case ';':
                    at = code.Length;
                    break;
                case 'y' or 'Y' or 'd' or 'D':
                    kind |= DateKind.Day;
                    break;
                case 'h' or 'H' or 's' or 'S':
                    kind |= DateKind.Time;
                    break;
                case 'm' or 'M':
                    hasMonth = true;
                    break;
                case 'G' or 'g':   // General
                    return DateKind.None;
            }
        }

        return kind == DateKind.None && hasMonth ? DateKind.Day : kind;
    }

    private static DateKind BuiltIn(int format) => format switch
    {
        >= 14 and <= 17 or >= 27 and <= 31 or 36 or >= 50 and <= 54 or 57 or 58 => DateKind.Day,
        >= 18 and <= 21 or >= 32 and <= 35 or 45 or 47 or 55 or 56 => DateKind.Time,
        22 => DateKind.Day | DateKind.Time,
        _ => DateKind.None,
    };

    private static int Number(XmlReader xml, string attribute) => int.TryParse(xml.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}
