using System.Text.Json;
using Dapper;
using Npgsql;

namespace OpenData.Core.Cubes;

/// <summary>One code of a named list, as a dataset's registration gives it.</summary>
public sealed record CodeListEntry
{
    public required string List { get; init; }

    /// <summary>Text; leading zeros count.</summary>
    public required string Code { get; init; }

    /// <summary>Code of the parent in the same list, or null at the top.</summary>
    public string? Parent { get; init; }

    /// <summary>By language: <c>el</c>, <c>en</c>.</summary>
    public required IReadOnlyDictionary<string, string> Label { get; init; }

    /// <summary>Other spellings under which the data may hold it.</summary>
    public IReadOnlyList<string> Variants { get; init; } = [];
}

/// <summary>The column <paramref name="Field"/> of the resource <paramref name="Resource"/> holds codes of <paramref name="List"/>.</summary>
public sealed record CodeListUse(string Resource, string Field, string List);

/// <summary>
/// Labels of codes, kept by dataset version: what a registration changes is true from the next version on, so that a pinned chart stays the same for ever.
/// </summary>
public sealed class CodeListStore(Database.Database database)
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Replaces the dataset's code lists and the columns they belong to, in one transaction. The order of the entries is the order of the members. Repeating it changes nothing.</summary>
    public async Task SaveAsync(Guid packageId, IReadOnlyList<CodeListEntry> entries, IReadOnlyList<CodeListUse> uses, CancellationToken ct)
    {
        const string sql = """
            create temporary table fresh on commit drop as
                select list, code, parent, label, variants, position
                  from jsonb_to_recordset(@entries::jsonb) as e (list text, code text, parent text, label jsonb, variants text[], position int);
            create temporary table stale on commit drop as
                select o.list, o.code, o.v_from
                  from catalog.code_list o left join fresh f on f.list = o.list and f.code = o.code
                 where o.package_id = @packageId and o.v_to = 2147483647
                   and (f.code is null or (f.parent, f.label, f.variants, f.position) is distinct from (o.parent, o.label, o.variants, o.position));
            delete from catalog.code_list o using stale s
             where o.package_id = @packageId and (o.list, o.code, o.v_from) = (s.list, s.code, s.v_from) and o.v_from = @v;
            update catalog.code_list o set v_to = @v from stale s
             where o.package_id = @packageId and (o.list, o.code, o.v_from) = (s.list, s.code, s.v_from);
            insert into catalog.code_list (package_id, list, code, parent, label, variants, position, v_from)
            select @packageId, list, code, parent, label, variants, position, @v from fresh f
             where not exists (select 1 from catalog.code_list o
                                where o.package_id = @packageId and o.list = f.list and o.code = f.code and o.v_to = 2147483647);

            create temporary table use on commit drop as
                select resource, field, list from jsonb_to_recordset(@uses::jsonb) as u (resource text, field text, list text);
            delete from catalog.code_list_use o
             where o.package_id = @packageId and o.v_from = @v and (o.resource, o.field, o.list) not in (select resource, field, list from use);
            update catalog.code_list_use o set v_to = @v
             where o.package_id = @packageId and o.v_to = 2147483647 and (o.resource, o.field, o.list) not in (select resource, field, list from use);
            insert into catalog.code_list_use (package_id, resource, field, list, v_from)
            select @packageId, resource, field, list, @v from use u
             where not exists (select 1 from catalog.code_list_use o
                                where o.package_id = @packageId and o.resource = u.resource and o.field = u.field and o.v_to = 2147483647);
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var v = await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select next_version from catalog.package where id = @packageId for update", new { packageId }, transaction, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(sql, new
        {
            packageId,
            v,
            entries = JsonSerializer.Serialize(entries.Select((e, position) => new { e.List, e.Code, e.Parent, e.Label, e.Variants, position }), Json),
            uses = JsonSerializer.Serialize(uses, Json),
        }, transaction, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    /// <summary>The labels of members at the cube's version; those that no list has are missing.</summary>
    public async Task<IReadOnlyDictionary<(string Dimension, string Code), string>> FindLabelsAsync(
        Cube cube, IReadOnlyList<(string Dimension, string Code)> members, string language, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var labels = await ReadAsync(connection, cube, members, language, ct);
        return members.Distinct().Select(member => (member, labels.Find(member.Dimension, member.Code, null)?.Label)).Where(pair => pair.Label is not null)
            .ToDictionary(pair => pair.member, pair => pair.Label!);
    }

    /// <summary>The cells with the labels of the code lists; where a list has none, the row's own text stays.</summary>
    internal static async Task<IReadOnlyList<CubeCell>> LabelAsync(
        NpgsqlConnection connection, Cube cube, IReadOnlyList<Dimension> drilldown, IReadOnlyList<CubeCell> cells, string language, CancellationToken ct)
    {
        var asked = cells.SelectMany(cell => cell.Members.Zip(drilldown, (member, dimension) => (dimension.Name, member.Code)))
            .Where(pair => pair.Code is { Length: > 0 }).Select(pair => (pair.Name, pair.Code!)).Distinct().ToList();
        if (asked.Count == 0)
            return cells;

        var labels = await ReadAsync(connection, cube, asked, language, ct);
        return [.. cells.Select(cell => cell with
        {
            Members = [.. cell.Members.Zip(drilldown, (member, dimension) =>
                labels.Find(dimension.Name, member.Code, cell.Table is { } table ? cube.Tables[table].ResourceName : null) is { } found
                    ? member with { Label = found.Label ?? member.Label, Position = found.Position }
                    : member)],
        })];
    }

    private static async Task<Labels> ReadAsync(
        NpgsqlConnection connection, Cube cube, IReadOnlyList<(string Field, string Code)> asked, string language, CancellationToken ct)
    {
        const string sql = """
            select u.resource, asked.field, asked.code, coalesce(nullif(c.label ->> @language, ''), nullif(c.label ->> 'el', ''), nullif(c.label ->> 'en', '')) as label, c.position
              from unnest(@fields, @codes) as asked (field, code)
              join catalog.code_list_use u on u.package_id = @PackageId and u.field = asked.field and u.v_from <= @Version and @Version < u.v_to
              join catalog.code_list c on c.package_id = u.package_id and c.list = u.list and c.v_from <= @Version and @Version < c.v_to
                   and (c.code = asked.code or asked.code = any(c.variants))
             order by c.code = asked.code desc, u.resource
            """;
        var rows = await connection.QueryAsync<LabelRow>(new CommandDefinition(sql, new
        {
            fields = asked.Select(pair => pair.Field).ToArray(), codes = asked.Select(pair => pair.Code).ToArray(), cube.PackageId, cube.Version, language,
        }, cancellationToken: ct));
        return new Labels(rows.ToLookup(row => (row.Field, row.Code)));
    }

    /// <summary>The same code may mean different things in two resources (budget-data 6.39): the resource's own list first, then any.</summary>
    private sealed class Labels(ILookup<(string, string), LabelRow> rows)
    {
        public LabelRow? Find(string field, string? code, string? resource) => code is null ? null
            : rows[(field, code)].FirstOrDefault(row => row.Resource == resource) ?? rows[(field, code)].FirstOrDefault();
    }

    private sealed record LabelRow
    {
        public string Resource { get; init; } = "";
        public string Field { get; init; } = "";
        public string Code { get; init; } = "";
        public string? Label { get; init; }
        public int Position { get; init; }
    }
}
