using System.Globalization;

namespace OpenData.Core.Versions;

/// <summary>
/// The select of what differs between two versions of a resource: <c>_id</c>, whether the row was and is there, and its texts before and after as one list each, since
/// a select has no room for the columns of two wide tables. Compared is what the canonical CSVs show, by public name: a row that nobody touched differs where a column
/// of that name is another one now.
/// </summary>
internal static class DifferenceSql
{
    /// <param name="from">Null: the empty beginning.</param>
    /// <param name="to">Null: the resource has no data there.</param>
    /// <param name="after">Only what comes behind it.</param>
    public static string Of(VersionBound? from, VersionBound? to, ChangeCursor after)
    {
        var behind = string.Create(CultureInfo.InvariantCulture, $"_id > {after.Id}");
        if (from is not null && to is not null)
            return from.Table == to.Table ? OfOneTable(from, to, behind) : $"{Removed(from, behind)} union all {Added(to, after.IsRemoval ? behind.Replace(">", ">=", StringComparison.Ordinal) : behind)}";
        return from is not null ? Removed(from, behind) : Added(to!, behind);
    }

    private static string OfOneTable(VersionBound from, VersionBound to, string behind)
    {
        if (from.Fields.Select(field => (field.Id, field.Sql)).SequenceEqual(to.Fields.Select(field => (field.Id, field.Sql))))
            return OfSameColumns(from, to, behind);
        var sql = $"""
            select coalesce(n._id, o._id) as _id, o._id is not null as _was, n._id is not null as _is, o._texts as _before, n._texts as _after
              from (select _id, _h, {Texts(to.Fields)} as _texts from {to.Table} where {Difference.Only(to.Version, from.Version)} and {behind}) n
              full join (select _id, _h, {Texts(from.Fields)} as _texts, {Under(to.Fields, from.Fields)} as _shown from {from.Table} where {Difference.Only(from.Version, to.Version)} and {behind}) o
                on o._id = n._id
             where o._id is null or n._id is null or n._texts is distinct from o._shown
            """;
        var moved = to.Fields.Where(field => Find(from.Fields, field.Id)?.Sql != field.Sql).ToList();
        return moved.Count == 0 ? sql : $"""
            {sql}
            union all
            select _id, true, true, {Texts(from.Fields)}, {Texts(to.Fields)} from {to.Table}
             where {Difference.Both(from.Version, to.Version)} and {behind} and {Texts(moved)} is distinct from {Under(moved, from.Fields)}
            """;
    }

    /// <summary>
    /// Equal hashes mean equal rows where the columns are the same; rows with another hash may still read the same, when a column of nulls came and went meanwhile. Texts are made last, of the
    /// rows that are returned.
    /// </summary>
    private static string OfSameColumns(VersionBound from, VersionBound to, string behind)
    {
        var differs = to.Fields.Count == 0 ? "false" : $"row({Compared(to.Fields, "n")}) is distinct from row({Compared(to.Fields, "o")})";
        return $"""
            select coalesce(n._id, o._id) as _id, o._id is not null as _was, n._id is not null as _is,
                   case when o._id is not null then {Texts(from.Fields, "o.")} end as _before, case when n._id is not null then {Texts(to.Fields, "n.")} end as _after
              from (select * from {to.Table} where {Difference.Only(to.Version, from.Version)} and {behind}) n
              full join (select * from {from.Table} where {Difference.Only(from.Version, to.Version)} and {behind}) o on o._id = n._id
             where o._id is null or n._id is null or (n._h <> o._h and {differs})
            """;
    }

    private static string Compared(IEnumerable<Field> fields, string alias) =>
        string.Join(", ", fields.Select(field => Datastore.ColumnTypes.IsEqualOnlyAsText(field.Type) ? $"{alias}.{field.Sql}::text" : $"{alias}.{field.Sql}"));

    private static string Added(VersionBound to, string behind) =>
        $"select _id, false as _was, true as _is, null::text[] as _before, {Texts(to.Fields)} as _after from {to.Table} where {to.Where} and {behind}";

    private static string Removed(VersionBound from, string behind) =>
        $"select _id, true as _was, false as _is, {Texts(from.Fields)} as _before, null::text[] as _after from {from.Table} where {from.Where} and {behind}";

    private static string Texts(IEnumerable<Field> fields, string alias = "") => $"array[{string.Join(", ", fields.Select(field => $"{alias}{field.Sql}::text"))}]::text[]";

    /// <summary>What these columns held when they were those ones: null where there was none of that name.</summary>
    private static string Under(IEnumerable<Field> fields, IReadOnlyList<Field> before) =>
        $"array[{string.Join(", ", fields.Select(field => Find(before, field.Id) is { } old ? $"{old.Sql}::text" : "null"))}]::text[]";

    private static Field? Find(IReadOnlyList<Field> fields, string id) => fields.FirstOrDefault(field => field.Id == id);
}
