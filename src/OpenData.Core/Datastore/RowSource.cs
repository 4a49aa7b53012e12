using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>Rows that can be searched: one resource at one version, or the list of tables.</summary>
public sealed record RowSource
{
    /// <summary>A table or a sub-select.</summary>
    public required string From { get; init; }

    /// <summary>The condition that is part of every statement.</summary>
    public required string Where { get; init; }

    /// <summary><c>_id</c> first.</summary>
    public required IReadOnlyList<RowColumn> Columns { get; init; }

    /// <summary>Rows in all, where that is recorded.</summary>
    public long? RowCount { get; init; }

    /// <summary>Values that <see cref="From"/> refers to as <c>$1</c>, <c>$2</c> …</summary>
    public IReadOnlyList<object?> Parameters { get; init; } = [];

    /// <summary>The table, where it has indexes of its own; else null.</summary>
    public int? TableNo { get; init; }

    /// <summary>What these rows are, for whatever is kept in memory: one text means the same rows for ever. Null = they may change.</summary>
    public string? Identity { get; init; }

    /// <summary>Physical columns with an index that readers asked for.</summary>
    public IReadOnlyList<string> Indexed { get; init; } = [];

    /// <summary>The index over the words of just these columns, or null.</summary>
    public WordsIndex? Words { get; init; }

    public RowColumn? Column(string name) => Columns.FirstOrDefault(column => column.Name == name);

    /// <summary>The open rows of a table, for the one who writes it under the dataset's lock; readers are bound to a version.</summary>
    internal static RowSource Open(string table, IReadOnlyList<Field> fields) => new()
    {
        From = table,
        Where = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"s._vt = {RowTable.Open}"),
        Columns = [RowColumn.Id, .. fields.Select(RowColumn.Of)],
    };

    /// <summary>A resource, bound to a version: no statement can forget the bound (design A.4).</summary>
    public static RowSource Of(VersionBound at) => new()
    {
        From = at.Table,
        Where = at.Where,
        Columns = [RowColumn.Id, .. at.Fields.Select(RowColumn.Of)],
        RowCount = at.RowCount,
        TableNo = at.TableNo,
        Identity = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{at.TableNo} {at.Version} {at.Revision}"),
        Indexed = at.Indexed,
        Words = at.Words is { } words && words.Columns.SequenceEqual(at.Fields.Select(field => field.Column ?? field.Id)) ? words : null,
    };
}
