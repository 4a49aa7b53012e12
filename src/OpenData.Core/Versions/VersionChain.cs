using System.Globalization;
using Dapper;
using Npgsql;
using OpenData.Core.Datastore.Writing;

namespace OpenData.Core.Versions;

/// <summary>The line of versions of a dataset, for writes that do not come as a whole table (design A.4). Under the dataset's lock.</summary>
internal static class VersionChain
{
    /// <summary>Writes the dataset's version and moves the pointer. Where the dataset wants one version a day, the one before it of the same day leaves the lists.</summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="packageId">The dataset.</param>
    /// <param name="current">What readers saw until now; the changes are told against it.</param>
    /// <param name="v">The new version.</param>
    /// <param name="step">What its label becomes.</param>
    /// <param name="userId">Who wrote.</param>
    /// <param name="now">The writer's time, in microseconds.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task AddAsync(NpgsqlConnection connection, Guid packageId, int current, int v, LabelStep step, Guid? userId, DateTimeOffset now, CancellationToken ct)
    {
        const string sql = """
            insert into ver.dataset_version (package_id, v, label, state, kind, base_v, metadata, published_at, published_by)
            select p.id, @v, @label, 'published', 'data', @from,
                   jsonb_build_object('name', p.name, 'title', p.title, 'title_translated', p.title_translated, 'license_id', p.license_id,
                       'organization', jsonb_build_object('name', o.name, 'title', o.title, 'title_translated', o.title_translated)),
                   @now, @userId
              from catalog.package p left join catalog."group" o on o.id = p.owner_org
             where p.id = @packageId;
            update catalog.package
               set current_version = @v, next_version = @v + 1, metadata_modified = greatest(@now, metadata_modified + interval '1 microsecond')
             where id = @packageId
            """;
        var day = await Gathering.FindAsync(connection, packageId, current, v, now, ct);
        var label = day is not null ? step.Next(day) : step.Next(await connection.QuerySingleOrDefaultAsync<string?>(new CommandDefinition(
            "select label from ver.dataset_version where package_id = @packageId order by v desc limit 1", new { packageId }, cancellationToken: ct)));
        await connection.ExecuteAsync(new CommandDefinition(sql, new { packageId, from = day?.BaseVersion ?? current, v, label, userId, now }, cancellationToken: ct));
        if (day is not null)
            await Gathering.TakeAsync(connection, packageId, day.Version, now, ct);
    }

    /// <summary>
    /// Gives a new version the content of an earlier one: rows and columns of every resource that changed since, which were withdrawn or belong to a version that
    /// is not the current one. History stays as it is; rows are closed and opened again.
    /// </summary>
    public static async Task RestoreAsync(NpgsqlConnection connection, Guid packageId, int from, int v, CancellationToken ct)
    {
        const string changed = """
            select rv.resource_id, rv.table_no, max(rv.v) as last
              from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id
             where r.package_id = @packageId and (rv.v > @from or rv.v = (select max(x.v) from ver.resource_version x where x.resource_id = rv.resource_id and x.v <= @from))
               and exists (select 1 from ver.resource_version x where x.resource_id = rv.resource_id and x.v > @from)
             group by rv.resource_id, rv.table_no
            """;
        var tables = (await connection.QueryAsync<(Guid ResourceId, int? TableNo, int Last)>(new CommandDefinition(changed, new { packageId, from }, cancellationToken: ct))).ToList();
        var keys = await KeysAsync(connection, [.. tables.Select(table => table.ResourceId).Distinct()], from, ct);
        foreach (var (tableNo, _) in keys)
            await TableIndexes.SetKeyAsync(connection, tableNo, [], ct);
        foreach (var tableNo in tables.Select(table => table.TableNo).OfType<int>().Distinct())
            await ReopenAsync(connection, tableNo, from, v, ct);
        const string copy = """
            insert into ver.resource_version (resource_id, v, table_no, fields, key, row_count, added, changed, removed, sha256, bytes, totals, mapping_hash)
            select w.id, @v, rv.table_no, coalesce(rv.fields, '[]'), coalesce(rv.key, '{}'), coalesce(rv.row_count, 0), 0, 0, 0, rv.sha256, rv.bytes, coalesce(rv.totals, '{}'), rv.mapping_hash
              from unnest(@resources) as w (id)
              left join lateral (select x.* from ver.resource_version x where x.resource_id = w.id and x.v <= @from order by x.v desc limit 1) rv on true
            """;
        await connection.ExecuteAsync(new CommandDefinition(copy, new { resources = tables.Select(table => table.ResourceId).Distinct().ToArray(), from, v }, cancellationToken: ct));
        foreach (var (tableNo, key) in keys)
            await TableIndexes.SetKeyAsync(connection, tableNo, key, ct);
    }

    /// <summary>Tables that clients write whose key was another one then. It is an index of the open rows: it goes before these change, and comes back as it was.</summary>
    private static async Task<IReadOnlyList<(int TableNo, IReadOnlyList<Field> Key)>> KeysAsync(NpgsqlConnection connection, Guid[] resources, int from, CancellationToken ct)
    {
        const string sql = """
            select o.table_no, o.fields::text as fields, o.key
              from catalog.resource r
              join lateral (select * from ver.resource_version x where x.resource_id = r.id and x.v <= @from order by x.v desc limit 1) o on o.table_no is not null
              join lateral (select * from ver.resource_version x where x.resource_id = r.id and x.table_no = o.table_no order by x.v desc limit 1) n on true
             where r.id = any (@resources) and r.table_no is null and (o.key <> n.key or o.fields <> n.fields)
            """;
        return [.. (await connection.QueryAsync<(int TableNo, string Fields, string[] Key)>(new CommandDefinition(sql, new { resources, from }, cancellationToken: ct)))
            .Select(row => (row.TableNo, (IReadOnlyList<Field>)[.. row.Key.Select(name => Field.ListFromJson(row.Fields).First(field => field.Id == name))]))];
    }

    private static async Task ReopenAsync(NpgsqlConnection connection, int tableNo, int from, int v, CancellationToken ct)
    {
        var table = RowTable.Name(tableNo);
        var columns = string.Concat((await RowTable.ColumnsAsync(connection, tableNo, ct)).Keys.Select(name => $", {Database.Sql.Identifier(name)}"));
        var sql = string.Create(CultureInfo.InvariantCulture, $"""
            update {table} set _vt = @v where _vt = {RowTable.Open} and _vf > @from;
            insert into {table} (_id, _k, _h, _vf, _f, _s, _r, _c{columns})
            select _id, _k, _h, @v, _f, _s, _r, _c{columns} from {table} where _vf <= @from and @from < _vt and _vt < {RowTable.Open}
            """);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { from, v }, commandTimeout: 0, cancellationToken: ct));
    }
}
