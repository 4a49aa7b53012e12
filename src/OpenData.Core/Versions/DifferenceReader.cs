using System.Globalization;
using System.Runtime.CompilerServices;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>Reads what differs between two versions of one resource (design A.4, A.6): rows are matched by key, compared by content.</summary>
public sealed class DifferenceReader(Database.Database database)
{
    /// <summary>How many rows differ. Either side may be null: a version in which the resource had no data.</summary>
    public async Task<ChangeCounts> CountAsync(VersionBound? from, VersionBound? to, CancellationToken ct)
    {
        if ((from ?? to) is not { } any)
            return default;
        if (from is not null && to is not null && from.Table != to.Table)
            return new ChangeCounts((int)Math.Min(to.RowCount, int.MaxValue), 0, (int)Math.Min(from.RowCount, int.MaxValue));
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await Difference.OfVersionsAsync(connection, any.Table, from?.Version ?? 0, to?.Version ?? 0, ct);
    }

    /// <summary>The rows that differ, by <c>_id</c>, one at a time. Of a table that was deleted and made again, all rows of the one and all of the other.</summary>
    public async IAsyncEnumerable<RowChange> ReadAsync(
        VersionBound? from, VersionBound? to, long limit, long offset, [EnumeratorCancellation] CancellationToken ct)
    {
        if ((from ?? to) is not { } any)
            yield break;
        var (before, after) = (from?.Fields ?? [], to?.Fields ?? []);
        var (a, b) = (Number(from), Number(to));
        var isOther = from is not null && to is not null && from.Table != to.Table;
        var old = isOther
            ? $"select _id, md5(_k::text)::uuid as _k, _h{Columns(before)} from {from!.Table} where {from.Where}"
            : Difference.Only(any.Table, a, b, $"_id, _k, _h{Columns(before)}");
        var @new = isOther ? $"select _id, _k, _h{Columns(after)} from {to!.Table} where {to.Where}" : Difference.Only(any.Table, b, a, $"_id, _k, _h{Columns(after)}");
        var sql = $"""
            select coalesce(n._id, o._id), o._k is not null, n._k is not null
                   {string.Concat(before.Select(field => $", o.{field.Sql}::text"))}{string.Concat(after.Select(field => $", n.{field.Sql}::text"))}
              from ({@new}) n
              full join ({old}) o on o._k = n._k
             where n._h is distinct from o._h
             order by 1, 2 desc limit $1 offset $2
            """;
        await using var command = database.Read.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = limit });
        command.Parameters.Add(new NpgsqlParameter { Value = offset });
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            yield return new RowChange
            {
                Id = reader.GetInt64(0),
                Before = reader.GetBoolean(1) ? Texts(reader, 3, before.Count) : null,
                After = reader.GetBoolean(2) ? Texts(reader, 3 + before.Count, after.Count) : null,
            };
        }
    }

    private static string Columns(IEnumerable<Field> fields) => string.Concat(fields.Select(field => field.Sql).Distinct(StringComparer.Ordinal).Select(column => $", {column}"));

    private static string Number(VersionBound? at) => (at?.Version ?? 0).ToString(CultureInfo.InvariantCulture);

    private static string?[] Texts(NpgsqlDataReader reader, int first, int count)
    {
        var texts = new string?[count];
        for (var i = 0; i < count; i++)
            texts[i] = reader.IsDBNull(first + i) ? null : reader.GetString(first + i);
        return texts;
    }
}
