using System.Text.RegularExpressions;

namespace Budget.Importers.Mapping;

/// <summary>One published resource and how a file of the source becomes its rows.</summary>
public sealed record ResourceMapping
{
    public required string Name { get; init; }

    public required LocalText Title { get; init; }

    public required LocalText Description { get; init; }

    /// <summary>Columns of the published table, in order; the values of a <see cref="BudgetLine"/> stand in the same order.</summary>
    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>Names of the fields that make a row unique; empty: the table has no key.</summary>
    public required IReadOnlyList<string> PrimaryKey { get; init; }

    /// <summary>Which files of a folder are of this resource: <c>*</c> and <c>?</c> within a folder, <c>**</c> across folders; letter case does not count.</summary>
    public required string Files { get; init; }

    public required ReadOptions Read { get; init; }

    /// <summary>Field name to the headers accepted for it, compared in folded form.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyList<string>> Map { get; init; }

    /// <summary>Words of the source to the codes that are published, by field; empty for most.</summary>
    public required IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Values { get; init; }

    /// <summary>Field name to the value that every row gets, already of the field's type.</summary>
    public required IReadOnlyDictionary<string, object> Constants { get; init; }

    /// <summary>Columns that become rows; null where the file is in long form already.</summary>
    public Unpivot? Unpivot { get; init; }

    public required IReadOnlyList<Derivation> Derive { get; init; }

    /// <summary>Rules of <c>etl.rules</c> that look at single rows of this resource.</summary>
    public required IReadOnlyList<RuleMapping> RowRules { get; init; }

    /// <summary>Index of the field by whose values totals are kept (the unpivoted name, else the one of column type <c>phase:id</c>); -1 where there is none.</summary>
    public required int PhaseIndex { get; init; }

    /// <summary>Index of the amount (the unpivoted value, else the field of column type <c>value</c>); -1 where there is none.</summary>
    public required int AmountIndex { get; init; }

    /// <summary>Index of a field in <see cref="Fields"/>.</summary>
    /// <exception cref="KeyNotFoundException">There is no such field.</exception>
    public int IndexOf(string field)
    {
        for (var i = 0; i < Fields.Count; i++)
            if (Fields[i].Name == field)
                return i;
        throw new KeyNotFoundException($"No field '{field}' in '{Name}'.");
    }

    /// <summary>Whether a file of that path, relative to the source's folder and with <c>/</c>, is of this resource.</summary>
    public bool Matches(string path) => FilePattern.IsMatch(Files, path);
}

/// <summary>A column of a published table.</summary>
public sealed record Field
{
    public required string Name { get; init; }

    public required FieldType Type { get; init; }

    /// <summary>Digits behind the decimal point, exactly; only for numbers.</summary>
    public int Scale { get; init; }

    public required LocalText Title { get; init; }

    public required LocalText Description { get; init; }

    /// <summary>Fiscal Data Package column type, such as <c>economic-classification:generic:level1:code</c>; null where it has none.</summary>
    public string? ColumnType { get; init; }

    /// <summary>Name of the code list that gives labels to its values, or null.</summary>
    public string? CodeList { get; init; }

    /// <summary>Whether a blank is an error (<c>constraints.required</c>). Numbers of an unpivot have their own rule, <see cref="Unpivot.BlankIsError"/>.</summary>
    public bool Required { get; init; }

    /// <summary>Regular expression for the whole value (<c>constraints.pattern</c>), or null.</summary>
    public string? Pattern { get; init; }

    /// <summary>The expression anchored at both ends, without backtracking: a hostile cell costs no more than its length.</summary>
    /// <exception cref="ArgumentException">It is no expression.</exception>
    /// <exception cref="NotSupportedException">It needs backtracking (look-around, back references).</exception>
    public static Regex WholePattern(string pattern) => new($"^(?:{pattern})\\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
}

/// <summary>Types of Table Schema that a budget needs.</summary>
#pragma warning disable CA1720 // String and Integer are the words of Table Schema
public enum FieldType
{
    String,
    Integer,
    Number,
    Year,
    Date,
}
#pragma warning restore CA1720

/// <summary>Turns one row with a column per phase into one row per phase.</summary>
public sealed record Unpivot
{
    /// <summary>Field that gets the code.</summary>
    public required string NameField { get; init; }

    /// <summary>Field that gets the amount.</summary>
    public required string ValueField { get; init; }

    public required IReadOnlyList<UnpivotColumn> Columns { get; init; }

    /// <summary>A blank amount: true, an error; false, no row.</summary>
    public required bool BlankIsError { get; init; }
}

/// <param name="Code">Value of the name field, such as <c>paid</c>.</param>
/// <param name="Headers">Accepted headers.</param>
/// <param name="Optional">Whether the column may be absent from the file.</param>
public sealed record UnpivotColumn(string Code, IReadOnlyList<string> Headers, bool Optional);

/// <summary>A field computed from another one of the same row or from the period.</summary>
/// <param name="From">Name of the source field, or null for the year of the period.</param>
/// <param name="Start">First character, from 0.</param>
/// <param name="End">Character behind the last one.</param>
public sealed record Derivation(string Field, string? From, int Start, int End);
