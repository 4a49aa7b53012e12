using System.Text.RegularExpressions;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>The types that a column may have, by the spellings of CKAN and PostgreSQL (contract 5.1). What is not listed here is refused: no text of a caller becomes a type.</summary>
public static partial class ColumnTypes
{
    /// <summary>Short name to PostgreSQL's long one.</summary>
    private static readonly Dictionary<string, string> LongNames = new(StringComparer.Ordinal)
    {
        ["text"] = "text", ["varchar"] = "character varying", ["bpchar"] = "character", ["int2"] = "smallint", ["int4"] = "integer", ["int8"] = "bigint", ["float4"] = "real",
        ["float8"] = "double precision", ["numeric"] = "numeric", ["bool"] = "boolean", ["date"] = "date", ["time"] = "time without time zone", ["timetz"] = "time with time zone",
        ["timestamp"] = "timestamp without time zone", ["timestamptz"] = "timestamp with time zone", ["interval"] = "interval", ["uuid"] = "uuid", ["json"] = "nested",
        ["jsonb"] = "jsonb", ["money"] = "money", ["inet"] = "inet", ["cidr"] = "cidr", ["macaddr"] = "macaddr",
    };

    /// <summary>Other spellings of them.</summary>
    private static readonly Dictionary<string, string> Spellings = new(StringComparer.Ordinal)
    {
        ["int"] = "int4", ["float"] = "float8", ["decimal"] = "numeric", ["nested"] = "json", ["char"] = "bpchar", ["time"] = "time", ["timestamp"] = "timestamp",
    };

    /// <summary>The column's type for a declared one, or null when there is no such type. <c>numeric(10,2)</c>, <c>varchar(20)</c> and arrays (<c>int[]</c>, <c>_int4</c>) are types.</summary>
    public static (string Type, string? Modifier)? Find(string declared)
    {
        var match = Declared().Match(declared.Trim().ToLowerInvariant());
        if (!match.Success)
            return null;
        var name = Blanks().Replace(match.Groups["name"].Value, " ");
        var isArray = match.Groups["array"].Success || (name.StartsWith('_') && LongNames.ContainsKey(name[1..]));
        name = name.StartsWith('_') ? name[1..] : name;
        var type = LongNames.ContainsKey(name) ? name : Spellings.GetValueOrDefault(name) ?? LongNames.FirstOrDefault(pair => pair.Value == name).Key;
        var modifier = match.Groups["modifier"].Success ? match.Groups["modifier"].Value.Replace(" ", "", StringComparison.Ordinal) : null;
        if (type is null || (modifier is not null && !TakesModifier(type, modifier)) || (isArray && name is "nested"))
            return null;
        return (isArray ? $"_{type}" : type, modifier);
    }

    /// <summary>For DDL and casts.</summary>
    public static string Sql(Field field) => field.Type.StartsWith('_') ? $"{field.Type[1..]}{field.Modifier}[]" : $"{field.Type}{field.Modifier}";

    /// <summary>Whether it is one of ours, an array or not.</summary>
    public static bool IsKnown(string type) => LongNames.ContainsKey(type) || (type.StartsWith('_') && LongNames.ContainsKey(type[1..]));

    /// <summary>PostgreSQL's long name: <c>timestamp without time zone</c>, <c>integer[]</c>; of JSON CKAN's word <c>nested</c>.</summary>
    public static string LongName(string type) => type.StartsWith('_') ? $"{LongNames.GetValueOrDefault(type[1..], type[1..])}[]" : LongNames.GetValueOrDefault(type, type);

    /// <summary>Whether values of it can be equal and look different, such as 1.5 and 1.50, or cannot be compared at all.</summary>
    public static bool IsEqualOnlyAsText(string type) => type is not ("text" or "varchar" or "int2" or "int4" or "int8" or "bool" or "date" or "timestamp" or "timestamptz" or "uuid");

    private static bool TakesModifier(string type, string modifier)
    {
        var numbers = modifier.Trim('(', ')').Split(',').Select(part => int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)).ToArray();
        return type switch
        {
            "numeric" => numbers is [> 0 and <= 1000] || (numbers is [> 0 and <= 1000, var scale] && scale <= numbers[0]),
            "varchar" or "bpchar" => numbers is [> 0 and <= 10_000_000],
            _ => false,
        };
    }

    [GeneratedRegex(@"^(?<name>_?[a-z][a-z0-9]*(?: [a-z]+){0,3})(?<modifier> ?\( ?[0-9]{1,8}(?: ?, ?[0-9]{1,4})? ?\))?(?<array> ?\[\])?$", RegexOptions.NonBacktracking)]
    private static partial Regex Declared();

    [GeneratedRegex(" +", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
