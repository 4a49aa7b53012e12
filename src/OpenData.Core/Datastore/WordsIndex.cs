using System.Globalization;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>An index over the words of a table's rows, and how its expression is written: in queries as in the index, or PostgreSQL does not know it again.</summary>
/// <param name="Version">It holds the open rows that were opened up to this version.</param>
/// <param name="Columns">The physical columns whose words it holds, in order.</param>
public sealed record WordsIndex(int Version, IReadOnlyList<string> Columns)
{
    private static readonly string Open = RowTable.Open.ToString(CultureInfo.InvariantCulture);

    /// <summary>The words of a row.</summary>
    /// <param name="columns">Without <c>_id</c>.</param>
    /// <param name="alias">Of the table, with a dot, or nothing.</param>
    public static string Vector(IEnumerable<RowColumn> columns, string alias) => $"catalog.row_words(array[{string.Join(", ", columns.Select(column => Text(column, alias)))}])";

    /// <summary>The rows that are in the index at that version.</summary>
    public static string Covered(int version) => string.Create(CultureInfo.InvariantCulture, $"_vt = {Open} and _vf <= {version}");

    /// <summary>The table's rows that match, in three parts: by the index, those opened after it, those closed meanwhile. The bounds of the version still have to be asked.</summary>
    public string Matching(string table, string vector, string query) => string.Create(CultureInfo.InvariantCulture, $"""
        (select s.* from {table} s where {Covered(Version)} and {vector} @@ {query}
         union all select s.* from {table} s where _vt = {Open} and _vf > {Version} and {vector} @@ {query}
         union all select s.* from {table} s where _vt < {Open} and {vector} @@ {query})
        """);

    private static string Text(RowColumn column, string alias)
    {
        var name = $"{alias}{column.Field!.Sql}";
        return column.SqlType switch
        {
            "text" => name,
            "varchar" or "int2" or "int4" or "int8" or "numeric" or "float4" or "float8" or "bool" or "json" or "jsonb" or "uuid" => $"{name}::text",
            _ => $"catalog.words_text({name})",
        };
    }
}
