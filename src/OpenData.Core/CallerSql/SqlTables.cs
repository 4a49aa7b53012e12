using Dapper;
using OpenData.Core.Access;

namespace OpenData.Core.CallerSql;

/// <summary>A view that a text may mean, with what this caller may do.</summary>
internal sealed record SqlTable
{
    /// <summary>The resource's id, or an alias.</summary>
    public required string Name { get; init; }
    public required Guid ResourceId { get; init; }

    /// <summary>Whether this caller may read it now.</summary>
    public required bool IsReadable { get; init; }

    /// <summary>Whether everybody may.</summary>
    public required bool IsPublic { get; init; }

    /// <summary>Numbers of the view, of its row type and of the array of that.</summary>
    public required IReadOnlyList<uint> Oids { get; init; }

    public bool IsNamedById => Name == ResourceId.ToString();
}

/// <summary>Finds the tables whose names stand in a text, through the one rule of who may read (security rule 23). Always on the primary.</summary>
internal sealed class SqlTables(Database.Database database)
{
    public async Task<IReadOnlyList<SqlTable>> FindAsync(IReadOnlySet<string> names, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select v.name, v.resource_id, {PackageAccess.ReadableSql} as is_readable, p.state = 'active' and not p.private as is_public,
                   array[c.oid::int8, c.reltype::int8, t.typarray::int8] as oids
              from catalog.sql_view v
              join catalog.resource r on r.id = v.resource_id
              join catalog.package p on p.id = r.package_id
              join pg_class c on c.relname = v.name and c.relnamespace = 'datastore'::regnamespace
              join pg_type t on t.oid = c.reltype
             where v.name = any(@names)
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return [.. (await connection.QueryAsync<Row>(new CommandDefinition(sql, PackageAccess.Parameters(caller, new { names = names.ToArray() }), cancellationToken: ct))).Select(row => row.ToTable())];
    }

    private sealed record Row
    {
        public string Name { get; init; } = "";
        public Guid ResourceId { get; init; }
        public bool IsReadable { get; init; }
        public bool IsPublic { get; init; }
        public long[] Oids { get; init; } = [];

        public SqlTable ToTable() => new() { Name = Name, ResourceId = ResourceId, IsReadable = IsReadable, IsPublic = IsPublic, Oids = [.. Oids.Select(oid => (uint)oid)] };
    }
}
