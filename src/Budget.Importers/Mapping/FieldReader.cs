using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Budget.Importers.Mapping;

/// <summary>Reads one field of a table schema.</summary>
internal static partial class FieldReader
{
    private static readonly string[] Types = ["string", "integer", "number", "year", "date"];

    public static Field Read(JsonCursor at, IReadOnlyList<CodeListFile> codeLists)
    {
        var type = at["type"].Word(Types);
        var codeList = at["codelist"].Exists ? at["codelist"].Word([.. codeLists.Select(list => list.Name)]) : null;
        return new()
        {
            Name = Name(at["name"]),
            Type = Enum.TryParse<FieldType>(type, ignoreCase: true, out var known) ? known : FieldType.String,
            Scale = type == "number" ? at["scale"].Whole(0, 10, 2) : 0,
            Title = DatasetReader.Local(at, "title"),
            Description = DatasetReader.Local(at, "description"),
            ColumnType = ColumnType(at["columnType"]),
            CodeList = codeList,
            Required = at["constraints"]["required"].Flag(otherwise: false),
            Pattern = Pattern(at["constraints"]["pattern"]),
        };
    }

    /// <summary>A constant in the type of its field; null with a problem.</summary>
    public static object? Constant(JsonCursor at, Field target)
    {
        object? value = (target.Type, at.Element.ValueKind) switch
        {
            (FieldType.String, JsonValueKind.String) => at.Element.GetString(),
            (FieldType.Integer or FieldType.Year, JsonValueKind.Number) when at.Element.TryGetInt32(out var whole) => whole,
            (FieldType.Number, JsonValueKind.Number) when at.Element.TryGetDecimal(out var number) && number.Scale <= target.Scale => number + new decimal(0, 0, 0, false, (byte)target.Scale),
            (FieldType.Date, JsonValueKind.String) when DateOnly.TryParseExact(at.Element.GetString(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) => day,
            _ => null,
        };
        if (value is null)
            at.Problem($"a value of type {target.Type.ToString().ToLowerInvariant()}");
        return value;
    }

    /// <summary>Names of columns in SQL and CSV; a leading underscore belongs to the datastore.</summary>
    private static string Name(JsonCursor at)
    {
        const string accepted = "a lower-case letter, then at most 62 lower-case letters, digits and _";
        var name = at.Text(accepted);
        if (name.Length > 0 && !NamePattern().IsMatch(name))
            at.Problem(accepted);
        return name;
    }

    private static string? ColumnType(JsonCursor at)
    {
        if (!at.Exists)
            return null;
        const string accepted = "a column type of the Fiscal Data Package, such as economic-classification:generic:level1:code";
        var type = at.Text(accepted);
        if (type.Length > 0 && !ColumnTypePattern().IsMatch(type))
            at.Problem(accepted);
        return type;
    }

    private static string? Pattern(JsonCursor at)
    {
        if (!at.Exists)
            return null;
        const string accepted = "a regular expression without look-around and back references";
        var pattern = at.Text(accepted);
        try
        {
            Field.WholePattern(pattern);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            at.Problem(accepted);
        }
        return pattern;
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}\\z")]
    private static partial Regex NamePattern();

    /// <summary>The families of the taxonomy with anything behind them: their members are many and still grow.</summary>
    [GeneratedRegex("^(value|value-currency|value-kind|date|direction|phase|expenditure-type|revenue-type|budget-line-id|budgetary-transfers|administrative-classification|functional-classification|economic-classification|object-classification|fin-source|activity|administrator|procurer|recipient|supplier|geo-source|transaction-id|unknown)(:[a-z0-9-]+)*\\z")]
    private static partial Regex ColumnTypePattern();
}
