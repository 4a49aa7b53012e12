using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Indexes that clients ask for (contract 5.3). The key is unique among the current rows only: the past may hold the same key many times.</summary>
public static class TableIndexes
{
    /// <summary>What clients see as an index's name: 40 hexadecimal digits, as in CKAN.</summary>
    public static string PublicName(Guid resourceId, IEnumerable<string> columns) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{resourceId}\n{string.Join('\n', columns)}")))[..40];

    /// <summary>Physical columns of each index that a client asked for, by index.</summary>
    public static async Task<IReadOnlyList<IReadOnlyList<string>>> ListAsync(NpgsqlConnection connection, string table, CancellationToken ct)
    {
        const string sql = """
            select array_agg(a.attname::text order by k.place)
              from pg_index i
              join pg_class c on c.oid = i.indexrelid
              cross join lateral unnest(i.indkey::int[]) with ordinality k (attnum, place)
              join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.attnum
             where i.indrelid = @table::regclass and c.relname ~ '^r_[0-9]+_(key|ix)_'
             group by i.indexrelid, c.relname order by c.relname ~ '_key_' desc, i.indexrelid
            """;
        return [.. await connection.QueryAsync<string[]>(new CommandDefinition(sql, new { table }, cancellationToken: ct))];
    }

    /// <summary>Makes these columns the key of the current rows, in place of the former one.</summary>
    /// <exception cref="ValidationException">Rows share a value, or a column of that type cannot be in a key.</exception>
    internal static async Task SetKeyAsync(NpgsqlConnection connection, int tableNo, IReadOnlyList<Field> key, CancellationToken ct)
    {
        var name = key.Count == 0 ? null : Name(tableNo, "key", key);
        foreach (var old in await NamesAsync(connection, tableNo, "key", ct))
        {
            if (old == name)
                return;
            await connection.ExecuteAsync(new CommandDefinition($"drop index rows.{old}", cancellationToken: ct));
        }

        if (name is not null)
            await CreateAsync(connection, $"create unique index {name} on {RowTable.Name(tableNo)} ({Columns(key)}) where _vt = {RowTable.Open.ToString(CultureInfo.InvariantCulture)}", ct);
    }

    /// <summary>Makes these the only further indexes.</summary>
    /// <exception cref="ValidationException">A column of that type cannot be in an index.</exception>
    internal static async Task SetAsync(NpgsqlConnection connection, int tableNo, IReadOnlyList<IReadOnlyList<Field>> indexes, CancellationToken ct)
    {
        var wanted = indexes.Where(columns => columns.Count > 0).DistinctBy(columns => Name(tableNo, "ix", columns)).ToDictionary(columns => Name(tableNo, "ix", columns));
        foreach (var old in await NamesAsync(connection, tableNo, "ix", ct))
        {
            if (!wanted.Remove(old))
                await connection.ExecuteAsync(new CommandDefinition($"drop index rows.{old}", cancellationToken: ct));
        }

        foreach (var (name, columns) in wanted)
            await CreateAsync(connection, $"create index {name} on {RowTable.Name(tableNo)} ({Columns(columns)})", ct);
    }

    private static async Task CreateAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(sql, commandTimeout: 0, cancellationToken: ct));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw RecordErrors.NotUnique(e);
        }
        catch (PostgresException e) when (RecordErrors.IsCallers(e))
        {
            throw new ValidationException("index", e.MessageText);
        }
    }

    private static Task<IEnumerable<string>> NamesAsync(NpgsqlConnection connection, int tableNo, string kind, CancellationToken ct) =>
        connection.QueryAsync<string>(new CommandDefinition("""
            select c.relname::text from pg_index i join pg_class c on c.oid = i.indexrelid
             where i.indrelid = @table::regclass and c.relname ~ @pattern order by c.relname
            """, new { table = RowTable.Name(tableNo), pattern = string.Create(CultureInfo.InvariantCulture, $"^r_{tableNo}_{kind}_") }, cancellationToken: ct));

    private static string Name(int tableNo, string kind, IReadOnlyList<Field> columns)
    {
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', columns.Select(field => field.Sql)))))[..12];
        return string.Create(CultureInfo.InvariantCulture, $"r_{tableNo}_{kind}_{hash}");
    }

    private static string Columns(IEnumerable<Field> fields) => string.Join(", ", fields.Select(field => field.Sql));
}
