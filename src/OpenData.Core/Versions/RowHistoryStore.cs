using Dapper;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>What a row was in a run of versions.</summary>
public sealed record RowState
{
    /// <summary>The first version that shows it like this.</summary>
    public required int FirstVersion { get; init; }

    /// <summary>The last one.</summary>
    public required int LastVersion { get; init; }

    /// <summary>When <see cref="FirstVersion"/> was published.</summary>
    public required DateTimeOffset PublishedAt { get; init; }

    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>In the order of <see cref="Fields"/>, null for no value.</summary>
    public required string?[] Texts { get; init; }
}

/// <summary>Every state of one row (design A.6). Of versions that were taken away nothing is told.</summary>
public sealed class RowHistoryStore(Database.Database database)
{
    /// <summary>The states of a row of this table, newest first.</summary>
    /// <param name="at">Names the table.</param>
    /// <param name="id">The row's number.</param>
    /// <param name="before">Only states that began before this version; null = all.</param>
    /// <param name="limit">Most stored rows to look at; columns that came or went make several states of one.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<IReadOnlyList<RowState>> ListAsync(VersionBound at, long id, int? before, int limit, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var states = new List<RowState>();
        foreach (var row in await RowsAsync(connection, at, id, before, limit, ct))
        {
            var parts = row.FieldsFirst == row.FieldsLast
                ? [new PartRow { First = row.First, Last = row.Last, PublishedAt = row.PublishedAt, Fields = row.FieldsFirst }]
                : await PartsAsync(connection, at, row, ct);
            foreach (var part in parts)
                states.Add(await StateAsync(connection, at, id, row, part, ct));
        }

        return states;
    }

    private static async Task<IEnumerable<RowRow>> RowsAsync(NpgsqlConnection connection, VersionBound at, long id, int? before, int limit, CancellationToken ct)
    {
        const string shown = "select d.v, d.published_at from ver.dataset_version d where d.package_id = @PackageId and d.state = 'published' and d.v >= t._vf and d.v < t._vt";
        var sql = $"""
            select t._vf as begin, first.v as first, last.v as last, first.published_at, {FieldsAt("first.v")} as fields_first, {FieldsAt("last.v")} as fields_last
              from {at.Table} t
              join lateral ({shown} order by d.v limit 1) first on true
              join lateral ({shown} order by d.v desc limit 1) last on true
             where t._id = @id and (@before::int is null or t._vf < @before)
             order by t._vf desc limit @limit
            """;
        return await connection.QueryAsync<RowRow>(new CommandDefinition(sql, new { at.PackageId, at.ResourceId, id, before, limit }, cancellationToken: ct));
    }

    /// <summary>A row that stayed while columns came or went, newest first.</summary>
    private static async Task<IEnumerable<PartRow>> PartsAsync(NpgsqlConnection connection, VersionBound at, RowRow row, CancellationToken ct)
    {
        const string sql = """
            with shown as (
                select d.v, d.published_at, (select rv.fields from ver.resource_version rv where rv.resource_id = @ResourceId and rv.v <= d.v order by rv.v desc limit 1) as fields
                  from ver.dataset_version d
                 where d.package_id = @PackageId and d.state = 'published' and d.v between @First and @Last),
            marked as (select s.*, (s.fields is distinct from lag(s.fields) over (order by s.v))::int as begins from shown s),
            numbered as (select m.*, sum(m.begins) over (order by m.v) as part from marked m)
            select min(v) as first, max(v) as last, min(published_at) as published_at, (array_agg(fields::text order by v))[1] as fields
              from numbered group by part order by 1 desc
            """;
        return await connection.QueryAsync<PartRow>(new CommandDefinition(sql, new { at.PackageId, at.ResourceId, row.First, row.Last }, cancellationToken: ct));
    }

    private static async Task<RowState> StateAsync(NpgsqlConnection connection, VersionBound at, long id, RowRow row, PartRow part, CancellationToken ct)
    {
        var fields = Field.ListFromJson(part.Fields);
        var texts = await connection.QuerySingleAsync<string?[]>(new CommandDefinition(
            $"select array[{string.Join(", ", fields.Select(field => $"{field.Sql}::text"))}]::text[] from {at.Table} where _id = @id and _vf = @Begin", new { id, row.Begin }, cancellationToken: ct));
        return new RowState { FirstVersion = part.First, LastVersion = part.Last, PublishedAt = part.PublishedAt, Fields = fields, Texts = texts };
    }

    private static string FieldsAt(string version) =>
        $"(select rv.fields::text from ver.resource_version rv where rv.resource_id = @ResourceId and rv.v <= {version} order by rv.v desc limit 1)";

    private sealed record RowRow
    {
        public int Begin { get; init; }
        public int First { get; init; }
        public int Last { get; init; }
        public DateTime PublishedAt { get; init; }
        public string FieldsFirst { get; init; } = "";
        public string FieldsLast { get; init; } = "";
    }

    private sealed record PartRow
    {
        public int First { get; init; }
        public int Last { get; init; }
        public DateTime PublishedAt { get; init; }
        public string Fields { get; init; } = "";
    }
}
