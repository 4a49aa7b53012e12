using Dapper;

namespace OpenData.Core.Packages;

/// <summary>Free tags (contract 2.4).</summary>
public sealed class TagStore(Database.Database database)
{
    /// <summary>Tags of active public datasets by name; <paramref name="part"/> = text that the name holds, in any case, or null.</summary>
    public async Task<IReadOnlyList<PackageTag>> ListAsync(string? part, CancellationToken ct)
    {
        const string sql = """
            select t.id, t.name
              from catalog.tag t
             where exists (select 1 from catalog.package_tag pt join catalog.package p on p.id = pt.package_id
                            where pt.tag_id = t.id and p.state = 'active' and not p.private)
               and (@part::text is null or strpos(lower(t.name), lower(@part)) > 0)
             order by t.name collate "C"
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<PackageTag>(new CommandDefinition(sql, new { part }, cancellationToken: ct))];
    }
}
