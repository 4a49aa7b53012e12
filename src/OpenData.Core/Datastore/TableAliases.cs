using Dapper;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Datastore;

/// <summary>Other names under which a table may be read (contract 5.3). Nobody writes through one.</summary>
public sealed class TableAliases(Database.Database database)
{
    /// <summary>The id of the resource that an alias stands for; what is no alias comes back as it is. Ids win: no alias looks like one.</summary>
    public async Task<string> ResolveAsync(string idOrAlias, CancellationToken ct)
    {
        if (Guid.TryParseExact(idOrAlias, "D", out _))
            return idOrAlias;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var id = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "select resource_id from catalog.datastore_alias where name = @idOrAlias", new { idOrAlias }, cancellationToken: ct));
        return id?.ToString() ?? idOrAlias;
    }

    /// <summary>Of a resource, the newest first.</summary>
    public async Task<IReadOnlyList<string>> ListAsync(Guid resourceId, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(
            "select name from catalog.datastore_alias where resource_id = @resourceId order by position desc", new { resourceId }, cancellationToken: ct))];
    }

    /// <summary>Replaces all aliases of a resource, in the caller's transaction.</summary>
    /// <exception cref="ValidationException">A name that cannot be one, or that a table or another alias has.</exception>
    internal static async Task ReplaceAsync(NpgsqlConnection connection, Guid resourceId, IReadOnlyList<string> names, CancellationToken ct)
    {
        var wanted = names.Distinct(StringComparer.Ordinal).ToList();
        await connection.ExecuteAsync(new CommandDefinition("delete from catalog.datastore_alias where resource_id = @resourceId", new { resourceId }, cancellationToken: ct));
        foreach (var (position, name) in wanted.Index())
        {
            if (await IsTableAsync(connection, name, ct))
                throw new ValidationException("alias", $"\"{name}\" already exists");
            if (!ColumnNames.IsValid(name) || name.Length > ColumnNames.MaxLength || name.Contains('@', StringComparison.Ordinal) || Guid.TryParse(name, out _))
                throw new ValidationException("alias", $"\"{(name.Length > 100 ? name[..100] : name)}\" is not a valid alias name");
            // One of a resource that was deleted is free.
            const string sql = """
                delete from catalog.datastore_alias a using catalog.resource r where a.name = @name and r.id = a.resource_id and r.state <> 'active';
                insert into catalog.datastore_alias (name, resource_id, position) values (@name, @resourceId, @position) on conflict do nothing
                """;
            if (await connection.ExecuteAsync(new CommandDefinition(sql, new { name, resourceId, position }, cancellationToken: ct)) == 0)
                throw new ValidationException("alias", $"The alias \"{name}\" already exists.");
        }
    }

    private static async Task<bool> IsTableAsync(NpgsqlConnection connection, string name, CancellationToken ct)
    {
        const string sql = """
            select exists (select 1 from catalog.resource r where r.id = @id and (r.table_no is not null
                       or (select rv.table_no from ver.resource_version rv where rv.resource_id = r.id order by rv.v desc limit 1) is not null))
            """;
        return Guid.TryParseExact(name, "D", out var id) && await connection.QuerySingleAsync<bool>(new CommandDefinition(sql, new { id }, cancellationToken: ct));
    }
}
