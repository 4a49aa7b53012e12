using Dapper;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>What became of one resource between two versions of its dataset, of which the later one changed it.</summary>
/// <param name="ResourceId">The resource.</param>
/// <param name="Counts">Rows that differ.</param>
/// <param name="Before">Its columns in the earlier version; null = it had no table.</param>
/// <param name="After">Its columns in the later one; none = it has no table.</param>
internal sealed record ResourceDifference(Guid ResourceId, ChangeCounts Counts, IReadOnlyList<Field>? Before, IReadOnlyList<Field> After)
{
    /// <summary>Every resource that something was written to after <paramref name="from"/>. Costs what was written, by the indexes on where rows begin and end.</summary>
    public static async Task<IReadOnlyList<ResourceDifference>> ListAsync(NpgsqlConnection connection, Guid packageId, int from, int to, CancellationToken ct)
    {
        const string sql = """
            select n.resource_id, n.table_no, n.row_count, n.fields::text as fields, o.table_no as old_table_no, o.row_count as old_row_count, o.fields::text as old_fields
              from catalog.resource r
              join lateral (select * from ver.resource_version x where x.resource_id = r.id and x.v <= @to order by x.v desc limit 1) n on n.v > @from
              left join lateral (select * from ver.resource_version x where x.resource_id = r.id and x.v <= @from order by x.v desc limit 1) o on true
             where r.package_id = @packageId
            """;
        var found = new List<ResourceDifference>();
        foreach (var row in (await connection.QueryAsync<Row>(new CommandDefinition(sql, new { packageId, from, to }, cancellationToken: ct))).ToList())
        {
            var counts = row.TableNo is { } table && row.OldTableNo == table
                ? await Difference.OfVersionsAsync(connection, RowTable.Name(table), from, to, ct)
                : new ChangeCounts((int)Math.Min(row.RowCount, int.MaxValue), 0, (int)Math.Min(row.OldTableNo is null ? 0 : row.OldRowCount, int.MaxValue));
            found.Add(new ResourceDifference(row.ResourceId, counts, row.OldTableNo is null ? null : Field.ListFromJson(row.OldFields!), Field.ListFromJson(row.Fields)));
        }

        return found;
    }

    private sealed record Row
    {
        public Guid ResourceId { get; init; }
        public int? TableNo { get; init; }
        public long RowCount { get; init; }
        public string Fields { get; init; } = "[]";
        public int? OldTableNo { get; init; }
        public long OldRowCount { get; init; }
        public string? OldFields { get; init; }
    }
}
