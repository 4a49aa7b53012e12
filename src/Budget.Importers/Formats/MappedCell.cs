using System.Globalization;
using System.Text.RegularExpressions;
using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>Reads the cells of one column into one field: trims blanks around, translates words to codes, checks type and pattern.</summary>
internal sealed class MappedCell
{
    private readonly Field target;
    private readonly string header;
    private readonly NumberStyle numbers;
    private readonly FileFindings findings;
    private readonly Regex? pattern;
    private readonly IReadOnlyDictionary<string, string>? codes;

    public MappedCell(int target, int column, ResourceMapping resource, string header, FileFindings findings)
    {
        Target = target;
        Column = column;
        this.header = header;
        this.findings = findings;
        this.target = resource.Fields[target];
        numbers = resource.Read.Numbers;
        codes = resource.Values.GetValueOrDefault(this.target.Name);
        pattern = this.target.Pattern is { } wanted ? Field.WholePattern(wanted) : null;
    }

    /// <summary>Index of the field.</summary>
    public int Target { get; }

    /// <summary>Index of the column.</summary>
    public int Column { get; }

    /// <summary>The value in the field's type; null (for text <c>""</c>) where the cell is blank or wrong.</summary>
    public object? Read(RecordReader row)
    {
        if (target.Type == FieldType.Number)
            return ReadAmount(row, Column, header, numbers, target.Scale, target.Required, findings);

        var text = row[Column].Trim().ToString();
        if (text.Length == 0)
        {
            if (target.Required)
                findings.Add(Rules.ValueMissing, row.Line, Column + 1, header, "", target.Pattern ?? Example);
            return target.Type == FieldType.String ? "" : null;
        }

        if (codes is not null && !codes.TryGetValue(text, out text!))
        {
            findings.Add(Rules.ValueUnknown, row.Line, Column + 1, header, row[Column].ToString(), string.Join(" | ", codes.Keys));
            return null;
        }
        if (pattern?.IsMatch(text) == false)
        {
            findings.Add(Rules.ValuePattern, row.Line, Column + 1, header, text, target.Pattern);
            return null;
        }
        return Typed(text, row.Line);
    }

    /// <summary>The amount in a column, or null with a finding unless a blank is allowed.</summary>
    public static decimal? ReadAmount(
        RecordReader row, int column, string header, NumberStyle numbers, int scale, bool required, FileFindings findings)
    {
        var reading = Amount.Read(row[column], numbers, scale, out var amount);
        var rule = reading switch
        {
            AmountReading.Read => null,
            AmountReading.Blank => required ? Rules.AmountMissing : null,
            AmountReading.OutOfRange => Rules.AmountOutOfRange,
            _ => Rules.AmountUnreadable,
        };
        if (rule is not null)
            findings.Add(rule, row.Line, column + 1, header, row[column].ToString(), numbers.Example);
        return reading == AmountReading.Read ? amount : null;
    }

    private object? Typed(string text, int line)
    {
        var culture = CultureInfo.InvariantCulture;
        object? value = target.Type switch
        {
            FieldType.String => text,
            FieldType.Year => text.Length == 4 && int.TryParse(text, NumberStyles.None, culture, out var year) ? year : null,
            FieldType.Integer => int.TryParse(text, NumberStyles.AllowLeadingSign, culture, out var whole) ? whole : null,
            FieldType.Date => DateOnly.TryParseExact(text, "yyyy-MM-dd", culture, DateTimeStyles.None, out var day) ? day : null,
            FieldType.Number => throw new InvalidOperationException("Numbers are read by ReadAmount."),
            _ => throw new InvalidOperationException($"Unknown type {target.Type}."),
        };
        if (value is null)
            findings.Add(Rules.ValueType, line, Column + 1, header, text, Example);
        return value;
    }

    /// <summary>What a finding shows as expected.</summary>
    private string Example => target.Type switch
    {
        FieldType.Year => "2016",
        FieldType.Integer => "42",
        FieldType.Date => "2016-04-30",
        FieldType.Number => numbers.Example,
        FieldType.String => "≠ \"\"",
        _ => throw new InvalidOperationException($"Unknown type {target.Type}."),
    };
}
