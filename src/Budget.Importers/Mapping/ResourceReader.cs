using System.Globalization;
using System.Text.RegularExpressions;

namespace Budget.Importers.Mapping;

/// <summary>Reads the published tables: their schema and how <c>etl.resources</c> fills it.</summary>
internal sealed partial class ResourceReader
{
    private readonly JsonCursor table;
    private readonly JsonCursor etl;
    private readonly IReadOnlyList<Field> fields;
    private readonly HashSet<string> headersTaken = [];

    private ResourceReader(JsonCursor table, JsonCursor etl, IReadOnlyList<CodeListFile> codeLists)
    {
        this.table = table;
        this.etl = etl;
        fields = [.. table["schema"]["fields"].Items("a list of fields").Select(field => FieldReader.Read(field, codeLists))];
        etl.KnowsOnly("files", "read", "map", "values", "constants", "unpivot", "derive");
    }

    public static IReadOnlyList<ResourceMapping> ReadAll(
        JsonCursor tables, JsonCursor etl, IReadOnlyList<CodeListFile> codeLists, IReadOnlyList<RuleMapping> rules, bool dated)
    {
        var byName = tables.Items("a list of resources").GroupBy(table => table["name"].Text("a name", "")).ToDictionary(g => g.Key, g => g.First());
        var resources = new List<ResourceMapping>();
        foreach (var (name, entry) in etl["resources"].Members("an object: one entry per published resource"))
            if (byName.TryGetValue(name, out var table))
                resources.Add(new ResourceReader(table, entry, codeLists).Read(name, etl["read"], rules, dated));
            else
                entry.Problem($"the name of a resource of this package: {string.Join(", ", byName.Keys)}");
        return resources;
    }

    private ResourceMapping Read(string name, JsonCursor read, IReadOnlyList<RuleMapping> rules, bool dated)
    {
        var map = Map();
        var constants = Constants();
        var unpivot = ReadUnpivot();
        var derive = Derive(dated);
        CheckOrigins([.. map.Keys, .. constants.Keys, .. derive.Select(d => d.Field), .. unpivot is null ? [] : (string[])[unpivot.NameField, unpivot.ValueField]]);

        return new()
        {
            Name = DatasetReader.Name(table["name"]) is { Length: > 0 } valid ? valid : name,
            Title = DatasetReader.Local(table, "title"),
            Description = DatasetReader.Local(table, "description"),
            Fields = fields,
            PrimaryKey = PrimaryKey(),
            Files = etl["files"].Text("a file pattern such as Expenses/*.csv"),
            Read = ReadOptionsReader.Read(etl["read"], read),
            Map = map,
            Values = Values(map),
            Constants = constants,
            Unpivot = unpivot,
            Derive = derive,
            RowRules = [.. rules.Where(rule => rule.Id == Rules.PhaseOrder && rule.Resources.Contains(name))],
            PhaseIndex = IndexWhere(field => unpivot is null ? field.ColumnType == "phase:id" : field.Name == unpivot.NameField),
            AmountIndex = IndexWhere(field => unpivot is null ? field.ColumnType == "value" : field.Name == unpivot.ValueField),
        };
    }

    private int IndexWhere(Func<Field, bool> wanted)
    {
        for (var i = 0; i < fields.Count; i++)
            if (wanted(fields[i]))
                return i;
        return -1;
    }

    /// <summary>Each field gets its value from exactly one place.</summary>
    private void CheckOrigins(IReadOnlyList<string> filled)
    {
        foreach (var field in fields)
        {
            var count = filled.Count(name => name == field.Name);
            if (count != 1)
                etl.Problem($"exactly one of map, constants, unpivot and derive for the field {field.Name}; found {count.ToString(CultureInfo.InvariantCulture)}");
        }
    }

    private Dictionary<string, IReadOnlyList<string>> Map()
    {
        var map = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var (name, headers) in etl["map"].Members("an object: field to header names", required: false))
            if (Known(name, headers))
                map[name] = HeaderNames(headers);
        return map;
    }

    /// <summary>At least one, and none that another field or column of this table accepts too: a header has one meaning.</summary>
    private IReadOnlyList<string> HeaderNames(JsonCursor at)
    {
        const string accepted = "a list of header names, at least one, each of one field only";
        var names = at.Texts(accepted);
        if (at.Exists && (names.Count == 0 || names.Select(Detection.HeaderName.Fold).Distinct().Any(name => !headersTaken.Add(name))))
            at.Problem(accepted);
        return names;
    }

    private Dictionary<string, IReadOnlyDictionary<string, string>> Values(Dictionary<string, IReadOnlyList<string>> map)
    {
        var values = new Dictionary<string, IReadOnlyDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (name, words) in etl["values"].Members("an object: field to words and their codes", required: false))
            if (!map.ContainsKey(name))
                words.Problem($"a field of map: {string.Join(", ", map.Keys)}");
            else
                values[name] = words.Members("an object: word of the source to code").ToDictionary(m => m.Name, m => m.Value.Text("a code"), StringComparer.Ordinal);
        return values;
    }

    private Dictionary<string, object> Constants()
    {
        var constants = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in etl["constants"].Members("an object: field to value", required: false))
            if (Known(name, value) && FieldReader.Constant(value, fields.First(f => f.Name == name)) is { } constant)
                constants[name] = constant;
        return constants;
    }

    private Unpivot? ReadUnpivot()
    {
        var at = etl["unpivot"];
        if (!at.Exists)
            return null;
        at.KnowsOnly("name", "value", "blank", "optional", "columns");
        var (name, value) = (at["name"].Text("a field of type string"), at["value"].Text("a field of type number"));
        if (fields.All(field => field.Name != name || field.Type != FieldType.String))
            at["name"].Problem("a field of type string");
        if (fields.All(field => field.Name != value || field.Type != FieldType.Number))
            at["value"].Problem("a field of type number");

        var columns = at["columns"].Members("an object: code to header names");
        var optional = at["optional"].Texts("a list of codes of columns", required: false);
        if (optional.Except(columns.Select(c => c.Name)).Any())
            at["optional"].Problem("codes of columns");
        return new()
        {
            NameField = name,
            ValueField = value,
            BlankIsError = at["blank"].Word(["error", "skip"], "error") == "error",
            Columns = [.. columns.Select(c => new UnpivotColumn(c.Name, HeaderNames(c.Value), optional.Contains(c.Name)))],
        };
    }

    private List<Derivation> Derive(bool dated)
    {
        const string accepted = "period.year, or a field and a range such as code[0..2]";
        var derivations = new List<Derivation>();
        foreach (var (name, at) in etl["derive"].Members("an object: field to its origin", required: false))
        {
            if (!Known(name, at))
                continue;
            var text = at.Text(accepted);
            var type = fields.First(f => f.Name == name).Type;
            if (text == "period.year")
            {
                if (!dated)
                    at.Problem("period.year only where etl.delivery.period tells the period");
                if (type is not (FieldType.Year or FieldType.Integer))
                    at.Problem("period.year only for a field of type year or integer");
                derivations.Add(new(name, From: null, 0, 0));
            }
            else if (RangePattern().Match(text) is { Success: true } match && type == FieldType.String
                && fields.Any(f => f.Name == match.Groups[1].Value && f.Type == FieldType.String)
                && Number(match.Groups[2]) < Number(match.Groups[3]))
            {
                derivations.Add(new(name, match.Groups[1].Value, Number(match.Groups[2]), Number(match.Groups[3])));
            }
            else if (text.Length > 0)
            {
                at.Problem(accepted + ", both of type string");
            }
        }
        return derivations;
    }

    private IReadOnlyList<string> PrimaryKey()
    {
        var at = table["schema"]["primaryKey"];
        var key = at.Exists && at.Element.ValueKind == System.Text.Json.JsonValueKind.String ? [at.Text("a field")] : at.Texts("names of fields", required: false);
        foreach (var name in key.Where(name => fields.All(field => field.Name != name)))
            at.Problem($"names of fields; {name} is none");
        return key;
    }

    private bool Known(string name, JsonCursor at)
    {
        var known = fields.Any(field => field.Name == name);
        if (!known)
            at.Problem($"no such field; known: {string.Join(", ", fields.Select(field => field.Name))}");
        return known;
    }

    private static int Number(Group digits) => int.Parse(digits.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(\w+)\[(\d{1,3})\.\.(\d{1,3})\]\z", RegexOptions.CultureInvariant)]
    private static partial Regex RangePattern();
}
