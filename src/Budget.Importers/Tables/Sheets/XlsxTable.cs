using System.Globalization;
using System.Text;
using System.Xml;

namespace Budget.Importers.Tables.Sheets;

/// <summary>Office Open XML (ECMA-376). Formulas count by the value that was stored with them.</summary>
internal sealed class XlsxTable : SheetTable
{
    private readonly XlsxTexts _texts;
    private readonly XlsxStyles _styles;
    private readonly bool _isFrom1904;
    private readonly StringBuilder _value = new();
    private readonly char[] _piece = new char[256];
    private int _row;

    private XlsxTable(Stream file, SheetArchive archive, string name, bool isFrom1904)
        : base(file, archive)
    {
        (Description, _isFrom1904) = ($"XLSX, sheet {name}", isFrom1904);
        _styles = XlsxStyles.Read(archive);
        _texts = XlsxTexts.Read(archive);
    }

    public override string Description { get; }

    public static XlsxTable Open(Stream file, SheetArchive archive)
    {
        var (name, id, isFrom1904) = FirstSheet(archive);
        return new XlsxTable(file, archive, name, isFrom1904) { Xml = archive.Read(PartOf(archive, id)) ?? throw new InvalidDataException("its first sheet is missing") };
    }

    /// <summary>Reads a node, not deeper than a workbook is.</summary>
    public static bool ReadNode(XmlReader xml) => Read(xml);

    public override ValueTask DisposeAsync()
    {
        _texts.Dispose();
        return base.DisposeAsync();
    }

    protected override bool ReadRow()
    {
        while (Read(Xml))
        {
            if (Xml is not { NodeType: XmlNodeType.Element, LocalName: "row" })
                continue;
            _row = Number("r") is var number and > 0 ? number : _row + 1;
            StartRow(_row);
            if (!Xml.IsEmptyElement)
                ReadCells();
            return true;
        }

        return false;
    }

    private void ReadCells()
    {
        var column = -1;
        while (Read(Xml) && Xml is not { NodeType: XmlNodeType.EndElement, LocalName: "row" })
        {
            if (Xml is not { NodeType: XmlNodeType.Element, LocalName: "c" })
                continue;
            column = Xml.GetAttribute("r") is { Length: > 0 } place ? ColumnOf(place) : column + 1;
            ReadCell(column);
        }
    }

    private void ReadCell(int column)
    {
        var (type, style) = (Xml.GetAttribute("t") ?? "n", Number("s"));
        if (Xml.IsEmptyElement)
            return;
        var (hasFormula, hasValue, isInText, skip) = (false, false, false, 0);
        _value.Clear();
        while (Read(Xml) && Xml is not { NodeType: XmlNodeType.EndElement, LocalName: "c" })
        {
            switch (Xml.NodeType)
            {
                case XmlNodeType.Element when Xml.LocalName == "f":
                    hasFormula = true;
                    break;
                case XmlNodeType.Element when Xml.LocalName is "v" or "t":
                    (isInText, hasValue) = (!Xml.IsEmptyElement, true);
                    break;
                case XmlNodeType.EndElement when Xml.LocalName is "v" or "t":
                    isInText = false;
                    break;
                case XmlNodeType.Element when Xml.LocalName == "rPh" && !Xml.IsEmptyElement:
                    skip++;
                    break;
                case XmlNodeType.EndElement when Xml.LocalName == "rPh":
                    skip--;
                    break;
                case XmlNodeType.Text or XmlNodeType.Whitespace or XmlNodeType.SignificantWhitespace or XmlNodeType.CDATA when isInText && skip == 0:
                    for (int count; (count = Xml.ReadValueChunk(_piece, 0, _piece.Length)) > 0;)
                    {
                        if (_value.Append(_piece, 0, count).Length > MostCharacters)
                            throw new TableException("load.row-too-long", Line, column + 1);
                    }

                    break;
            }
        }

        if (hasFormula && !hasValue)
            throw new TableException("load.formula", Line, column + 1);
        StartCell(column, isText: type is "s" or "str" or "inlineStr" or "e");
        if (type == "s" && int.TryParse(_value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var text))
            Append(column, _texts[text]);
        else
            Append(column, Value(type, style, _value.ToString()));
    }

    /// <summary>An error such as #REF! is a text: a silent nothing would be wrong.</summary>
    private string Value(string type, int style, string value) => type switch
    {
        "b" => value is "1" or "true" ? "true" : "false",
        "str" or "inlineStr" => XlsxText.Unescape(value),
        "n" when value.Length > 0 => (_styles[style] is var kind and not XlsxStyles.DateKind.None ? SerialDate.Of(value, kind, _isFrom1904) : null) ?? XlsxText.Number(value),
        _ => value,
    };

    private int Number(string attribute) => int.TryParse(Xml.GetAttribute(attribute), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;

    /// <summary>From 0; BC12 is 54.</summary>
    private static int ColumnOf(string place)
    {
        var column = 0;
        foreach (var c in place)
        {
            if (c is < 'A' or > 'Z')
                break;
            column = Math.Min((column * 26) + (c - 'A' + 1), 1 << 20);
        }

        return column - 1;
    }

    /// <summary>The first sheet that is not hidden.</summary>
    private static (string Name, string Id, bool IsFrom1904) FirstSheet(SheetArchive archive)
    {
        using var xml = archive.Read("xl/workbook.xml")!;
        var (isFrom1904, name, id) = (false, (string?)null, "");
        while (Read(xml))
        {
            if (xml.NodeType != XmlNodeType.Element)
                continue;
            if (xml.LocalName == "workbookPr")
                isFrom1904 = xml.GetAttribute("date1904") is "1" or "true";
            if (xml.LocalName == "sheet" && name is null && xml.GetAttribute("state") is null or "visible")
                (name, id) = (xml.GetAttribute("name") ?? "", Attribute(xml, "id"));
        }

        return (name ?? throw new TableException("load.empty"), id, isFrom1904);
    }

    private static string PartOf(SheetArchive archive, string id)
    {
        using var xml = archive.Read("xl/_rels/workbook.xml.rels") ?? throw new InvalidDataException("it does not say where its sheets are");
        while (Read(xml))
        {
            if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && xml.GetAttribute("Id") == id && xml.GetAttribute("Target") is { } target)
                return target.StartsWith('/') ? target[1..] : $"xl/{target}";
        }

        throw new InvalidDataException("it does not say where its first sheet is");
    }

    /// <summary>By its local name alone: the two editions of the standard have different namespaces.</summary>
    private static string Attribute(XmlReader xml, string localName)
    {
        var found = "";
        while (xml.MoveToNextAttribute())
        {
            if (xml.LocalName == localName && xml.Prefix.Length > 0)
                found = xml.Value;
        }

        xml.MoveToElement();
        return found;
    }
}
