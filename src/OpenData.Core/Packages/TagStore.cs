using Dapper;
using OpenData.Core.Vocabularies;

namespace OpenData.Core.Packages;

/// <summary>Lists of tags (contract 2.4, 3.3).</summary>
public sealed class TagStore(Database.Database database)
{
    /// <summary>Free tags of active public datasets, or all tags of a vocabulary, by name; <paramref name="part"/> = text that the name holds, in any case, or null. With it also tags that no dataset carries.</summary>
    public async Task<IReadOnlyList<Tag>> ListAsync(string? part, Guid? vocabularyId, CancellationToken ct)
    {
        const string sql = """
            select t.id, t.name, t.vocabulary_id
              from catalog.tag t
             where t.vocabulary_id is not distinct from @vocabularyId
               and (t.vocabulary_id is not null or exists (
                    select 1 from catalog.package_tag pt join catalog.package p on p.id = pt.package_id
                     where pt.tag_id = t.id and p.state = 'active' and not p.private)
                    -- With a text CKAN looks at all tags; those that datasets carry which not everybody may read stay untold.
                    or (@part::text is not null and not exists (select 1 from catalog.package_tag pt where pt.tag_id = t.id)))
               and (@part::text is null or strpos(lower(t.name), lower(@part)) > 0)
             order by t.name collate "C"
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Tag>(new CommandDefinition(sql, new { part, vocabularyId }, cancellationToken: ct))];
    }

    /// <summary>Ids of the active public datasets that carry a tag, newest first, at most 1000.</summary>
    public async Task<IReadOnlyList<Guid>> ListPackagesAsync(Guid tagId, CancellationToken ct)
    {
        const string sql = """
            select p.id from catalog.package_tag pt join catalog.package p on p.id = pt.package_id
             where pt.tag_id = @tagId and p.state = 'active' and not p.private
             order by p.metadata_modified desc, p.id limit 1000
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(sql, new { tagId }, cancellationToken: ct))];
    }

    /// <summary>Whether an active public dataset carries it.</summary>
    public async Task<bool> IsPublicAsync(Guid tagId, CancellationToken ct)
    {
        const string sql = """
            select exists (select 1 from catalog.package_tag pt join catalog.package p on p.id = pt.package_id
                            where pt.tag_id = @tagId and p.state = 'active' and not p.private)
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<bool>(new CommandDefinition(sql, new { tagId }, cancellationToken: ct));
    }
}
