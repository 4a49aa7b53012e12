using System.Text.Json;
using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Search;

namespace OpenData.Core.Vocabularies;

/// <summary>Vocabularies and their tags. A tag that is taken away leaves the datasets that carried it, and their <c>metadata_modified</c> moves with it.</summary>
public sealed class VocabularyStore(Database.Database database, TimeProvider clock)
{
    private const string Select = """
        select v.id, v.name,
               (select jsonb_agg(jsonb_build_object('Id', t.id, 'Name', t.name, 'VocabularyId', t.vocabulary_id) order by t.name collate "C")
                  from catalog.tag t where t.vocabulary_id = v.id)::text as tags
          from catalog.vocabulary v
        """;

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Vocabulary>> ListAsync(CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = await connection.QueryAsync<Row>(new CommandDefinition($"{Select} order by v.name collate \"C\"", cancellationToken: ct));
        return [.. rows.Select(row => row.ToVocabulary())];
    }

    /// <summary>The vocabulary of that id or name.</summary>
    /// <exception cref="NotFoundException">There is none.</exception>
    public async Task<Vocabulary> GetAsync(string idOrName, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await FindAsync(connection, idOrName, ct) ?? throw Missing(idOrName);
    }

    /// <summary>The vocabulary of that id or name, or null.</summary>
    public async Task<Vocabulary?> FindAsync(string idOrName, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await FindAsync(connection, idOrName, ct);
    }

    /// <param name="name">Free and of a good length.</param>
    /// <param name="tags">Names that were checked.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ValidationException">The name is taken.</exception>
    public async Task<Vocabulary> CreateAsync(string name, IReadOnlyList<string> tags, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var id = await connection.QuerySingleOrDefaultAsync<Guid?>(new CommandDefinition(
            "insert into catalog.vocabulary (id, name) values (gen_random_uuid(), @name) on conflict do nothing returning id", new { name }, cancellationToken: ct))
            ?? throw NameTaken();
        await AddTagsAsync(connection, id, tags, ct);
        var vocabulary = await FindAsync(connection, id.ToString(), ct);
        await transaction.CommitAsync(ct);
        return vocabulary!;
    }

    /// <param name="idOrName">Of the vocabulary.</param>
    /// <param name="name">The new name, or null to keep it.</param>
    /// <param name="tags">All tags from now on, or null to keep them.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="NotFoundException">No such vocabulary.</exception>
    /// <exception cref="ValidationException">The name is taken.</exception>
    public async Task<Vocabulary> UpdateAsync(string idOrName, string? name, IReadOnlyList<string>? tags, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var vocabulary = await FindAsync(connection, idOrName, ct) ?? throw Missing(idOrName);
        if (name is not null && name != vocabulary.Name)   // its tags are facets of that name
            await SearchIndex.LockAsync(connection, "p.id in (select pt.package_id from catalog.package_tag pt join catalog.tag t on t.id = pt.tag_id where t.vocabulary_id = @Id)", """
                select 1 from catalog.vocabulary where id = @Id for update;
                select 1 from catalog.tag where vocabulary_id = @Id order by id for update
                """, vocabulary, ct);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition(
                "update catalog.vocabulary set name = coalesce(@name, name) where id = @Id", new { vocabulary.Id, name }, cancellationToken: ct));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            throw NameTaken();
        }

        if (tags is not null)
        {
            await RemoveTagsAsync(connection, [.. vocabulary.Tags.Where(tag => !tags.Contains(tag.Name)).Select(tag => tag.Id)], ct);
            await AddTagsAsync(connection, vocabulary.Id, tags, ct);
        }

        var updated = await FindAsync(connection, vocabulary.Id.ToString(), ct);
        await transaction.CommitAsync(ct);
        return updated!;
    }

    /// <exception cref="NotFoundException">No such vocabulary.</exception>
    /// <exception cref="ValidationException">It still has tags (contract 3.7).</exception>
    public async Task DeleteAsync(string idOrName, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var vocabulary = await FindAsync(connection, idOrName, ct) ?? throw Missing(idOrName);
        try
        {
            await connection.ExecuteAsync(new CommandDefinition("delete from catalog.vocabulary where id = @Id", vocabulary, cancellationToken: ct));
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.ForeignKeyViolation)
        {
            throw new ValidationException("id", "The vocabulary still has tags");
        }
    }

    /// <summary>The tag of that id, or of that name among the vocabulary's (among the free ones where that is null).</summary>
    public async Task<Tag?> FindTagAsync(string idOrName, Guid? vocabularyId, CancellationToken ct)
    {
        const string sql = """
            select id, name, vocabulary_id from catalog.tag
             where (id = @id and (@vocabularyId::uuid is null or vocabulary_id = @vocabularyId))
                or (name = @idOrName and vocabulary_id is not distinct from @vocabularyId)
             order by id = @id desc nulls last limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Tag>(new CommandDefinition(sql, new { id = AsId(idOrName), idOrName, vocabularyId }, cancellationToken: ct));
    }

    /// <exception cref="ValidationException">The vocabulary has such a tag.</exception>
    public async Task<Tag> CreateTagAsync(string name, Vocabulary vocabulary, CancellationToken ct)
    {
        const string sql = """
            insert into catalog.tag (id, name, vocabulary_id) values (gen_random_uuid(), @name, @Id) on conflict do nothing returning id, name, vocabulary_id
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Tag>(new CommandDefinition(sql, new { name, vocabulary.Id }, cancellationToken: ct))
            ?? throw new ValidationException("vocabulary_id", $"Tag {name} already belongs to vocabulary {vocabulary.Id}");
    }

    public async Task DeleteTagAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await RemoveTagsAsync(connection, [id], ct);
        await transaction.CommitAsync(ct);
    }

    public static NotFoundException Missing(string vocabulary) => new($"Could not find vocabulary \"{vocabulary}\"");

    private static ValidationException NameTaken() => new("name", "That vocabulary name is already in use.");

    private static async Task<Vocabulary?> FindAsync(NpgsqlConnection connection, string idOrName, CancellationToken ct)
    {
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(
            $"{Select} where v.id = @id or v.name = @idOrName order by v.id = @id desc nulls last limit 1", new { id = AsId(idOrName), idOrName }, cancellationToken: ct));
        return row?.ToVocabulary();
    }

    private static Task<int> AddTagsAsync(NpgsqlConnection connection, Guid vocabularyId, IReadOnlyList<string> tags, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition(
            "insert into catalog.tag (id, name, vocabulary_id) select gen_random_uuid(), name, @vocabularyId from unnest(@names) name on conflict do nothing",
            new { vocabularyId, names = tags.Distinct(StringComparer.Ordinal).ToArray() }, cancellationToken: ct));

    private async Task RemoveTagsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken ct)
    {
        const string sql = """
            update catalog.package set metadata_modified = @now where id in (select package_id from catalog.package_tag where tag_id = any(@ids));
            delete from catalog.package_tag where tag_id = any(@ids);
            delete from catalog.tag where id = any(@ids)
            """;
        var packages = await SearchIndex.LockAsync(
            connection, "p.id in (select pt.package_id from catalog.package_tag pt where pt.tag_id = any(@ids))", "select 1 from catalog.tag where id = any(@ids) order by id for update", new { ids }, ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, new { ids, now = Clock.Microseconds(clock.GetUtcNow()) }, cancellationToken: ct));
        await SearchIndex.RewriteAsync(connection, packages, ct);   // they were found by it
    }

    private static Guid? AsId(string text) => Guid.TryParseExact(text, "D", out var id) ? id : null;

    private sealed record Row
    {
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public string? Tags { get; init; }

        public Vocabulary ToVocabulary() => new() { Id = Id, Name = Name, Tags = Tags is null ? [] : JsonSerializer.Deserialize<List<Tag>>(Tags)! };
    }
}
