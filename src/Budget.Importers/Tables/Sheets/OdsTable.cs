using System.Globalization;
using System.Xml;

namespace Budget.Importers.Tables.Sheets;

/// <summary>OpenDocument spreadsheets (ISO/IEC 26300): the first table of content.xml. A cell is what its attributes say, else its paragraphs.</summary>
internal sealed class OdsTable : SheetTable
{
    private const string TableSpace = "urn:oasis:names:tc:opendocument:xmlns:table:1.0";
    private const string OfficeSpace = "urn:oasis:names:tc:opendocument:xmlns:office:1.0";
    private const string TextSpace = "urn:oasis:names:tc:opendocument:xmlns:text:1.0";

    private string _name = "";
    private int _row;
    private int _again;
    private bool _isOver;

    public OdsTable(Stream file, SheetArchive archive)
        : base(file, archive)
    {
        Xml = archive.Read("content.xml")!;
        while (Read(Xml))
        {
            if (!IsElement(TableSpace, "table"))
                continue;
            _name = Xml.GetAttribute("name", TableSpace) ?? "";
            _isOver = Xml.IsEmptyElement;
            return;
        }

        throw new TableException("load.empty");
    }

    public override string Description => $"ODS, sheet {_name}";

    protected override bool ReadRow()
    {
        if (_again > 0)
        {
            _again--;
            RepeatRow(++_row);
            return true;
        }

        while (!_isOver && Read(Xml))
        {
            if (Xml is { NodeType: XmlNodeType.EndElement, LocalName: "table", NamespaceURI: TableSpace })
                _isOver = true;
            if (!IsElement(TableSpace, "table-row"))
                continue;
            var times = Repeated("number-rows-repeated");
            StartRow(++_row);
            var hasContent = !Xml.IsEmptyElement && ReadCells();
            if (hasContent)
                _again = times - 1;
            else
                _row += times - 1;   // the empty ones below a table are a million
            return true;
        }

        return false;
    }

    /// <summary>Whether there was anything in them.</summary>
    private bool ReadCells()
    {
        var (column, any) = (0, false);
        while (Read(Xml) && Xml is not { NodeType: XmlNodeType.EndElement, LocalName: "table-row", NamespaceURI: TableSpace })
        {
            if (!IsElement(TableSpace, "table-cell") && !IsElement(TableSpace, "covered-table-cell"))
                continue;
            var times = Repeated("number-columns-repeated");
            if (ReadCell(column))
            {
                any = true;
                var (text, isText) = (this[column].ToString(), KindOf(column) == CellKind.Text);
                for (var more = 1; more < times; more++)
                {
                    StartCell(column + more, isText);
                    Append(column + more, text);
                }
            }

            column += times;
        }

        return any;
    }

    private bool ReadCell(int column)
    {
        var type = Xml.GetAttribute("value-type", OfficeSpace);
        var value = type switch
        {
            "float" or "percentage" or "currency" => Xml.GetAttribute("value", OfficeSpace) is { } number ? XlsxText.Number(number) : null,
            "date" => Xml.GetAttribute("date-value", OfficeSpace),
            "boolean" => Xml.GetAttribute("boolean-value", OfficeSpace),
            "time" => Xml.GetAttribute("time-value", OfficeSpace) is { } time ? Time(time) : null,
            _ => Xml.GetAttribute("string-value", OfficeSpace),
        };
        if (type is null && Xml.GetAttribute("formula", TableSpace) is not null)
            throw new TableException("load.formula", Line, column + 1);
        var isEmpty = Xml.IsEmptyElement;
        if (value is not null)
        {
            StartCell(column, isText: type is not ("float" or "percentage" or "currency" or "date" or "boolean"));
            Append(column, value);
        }

        return (!isEmpty && ReadText(column, isWanted: value is null)) || value is not null;
    }

    /// <summary>Paragraphs are lines; notes beside the cell are not of it.</summary>
    private bool ReadText(int column, bool isWanted)
    {
        var (any, paragraphs, isInParagraph, depth, note) = (false, 0, false, Xml.Depth, -1);
        while (Read(Xml) && !(Xml.NodeType == XmlNodeType.EndElement && Xml.Depth == depth))
        {
            if (note >= 0)
            {
                if (Xml.NodeType == XmlNodeType.EndElement && Xml.Depth == note)
                    note = -1;
                continue;
            }

            if (IsElement(OfficeSpace, "annotation"))
                note = Xml.IsEmptyElement ? -1 : Xml.Depth;
            else if (IsElement(TextSpace, "p"))
                (isInParagraph, any) = (isWanted && !Xml.IsEmptyElement, (isWanted && paragraphs++ > 0 && Add("\n")) || any);
            else if (Xml is { NodeType: XmlNodeType.EndElement, LocalName: "p", NamespaceURI: TextSpace })
                isInParagraph = false;
            else if (isInParagraph && Part() is { } part)
                any = Add(part);
            else if (isInParagraph && Xml.NodeType is (XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA))
                any = Add(null);
        }

        return any;

        bool Add(string? text)
        {
            if (!any)
                StartCell(column, isText: true);
            if (text is null)
                AppendValue(column, Xml);
            else
                Append(column, text);
            return true;
        }
    }

    /// <summary>Blanks, tabs and line ends have elements of their own.</summary>
    private string? Part() => Xml.NodeType != XmlNodeType.Element || Xml.NamespaceURI != TextSpace ? null : Xml.LocalName switch
    {
        "line-break" => "\n",
        "tab" => "\t",
        "s" => new string(' ', Math.Clamp(Number(Xml.GetAttribute("c", TextSpace)), 1, 1024)),
        _ => null,
    };

    /// <summary>PT10H30M00S is 10:30:00.</summary>
    private static string Time(string duration)
    {
        try
        {
            var time = XmlConvert.ToTimeSpan(duration);
            return time >= TimeSpan.Zero && time < TimeSpan.FromDays(1) ? time.ToString(@"hh\:mm\:ss", CultureInfo.InvariantCulture) : duration;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            return duration;
        }
    }

    private bool IsElement(string space, string name) => Xml.NodeType == XmlNodeType.Element && Xml.LocalName == name && Xml.NamespaceURI == space;

    private int Repeated(string attribute) => Math.Clamp(Number(Xml.GetAttribute(attribute, TableSpace)), 1, MostRows);

    private static int Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 1;
}
