using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Database;

namespace OpenData.Core.Search;

/// <summary>A dataset whose name or title holds what was typed.</summary>
public sealed record PackageSuggestion
{
    public required string Name { get; init; }
    public required string Title { get; init; }

    /// <summary><c>name</c> or <c>title</c>.</summary>
    public required string MatchField { get; init; }

    /// <summary>The name, or <c>Title (name)</c>.</summary>
    public required string MatchDisplayed { get; init; }
}

/// <summary>What a reader may mean while typing (contract 3.3). Nothing comes from datasets that the caller may not read.</summary>
public sealed class AutocompleteStore(Database.Database database)
{
    /// <summary>The index of CKAN knows parts of words from this length on.</summary>
    private const int FewestLetters = 2;

    /// <summary>Datasets by a part of name or title, in any case and with or without accents, names first.</summary>
    public async Task<IReadOnlyList<PackageSuggestion>> PackagesAsync(string text, int limit, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select p.name, p.title, x.match_field, case when x.match_field = 'name' then p.name else p.title || ' (' || p.name || ')' end as match_displayed
              from catalog.package_index p
             cross join lateral (select case when p.name like @pattern then 'name' when catalog.fold(p.title) like @pattern then 'title' end as match_field) x
             where p.names like @pattern and x.match_field is not null and p.state = 'active' and not p.private and {PackageAccess.ReadableSql}
             order by x.match_field, p.metadata_modified desc, p.id limit @limit
            """;
        var folded = Folding.Fold(text.Trim());
        if (folded.Length < FewestLetters)
            return [];
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<PackageSuggestion>(new CommandDefinition(
            sql, PackageAccess.Parameters(caller, new { pattern = Like.Containing(folded), limit }), cancellationToken: ct))];
    }

    /// <summary>Formats of resources by a part of them, lower case, the most frequent first.</summary>
    public async Task<IReadOnlyList<string>> FormatsAsync(string text, int limit, CancellationToken ct)
    {
        const string sql = """
            select lower(r.format) as format
              from catalog.resource r join catalog.package p on p.id = r.package_id
             where r.state = 'active' and r.format <> '' and lower(r.format) like @pattern and p.state = 'active' and not p.private
             group by 1 order by count(*) desc, 1 limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<string>(new CommandDefinition(sql, new { pattern = Like.Containing(text.ToLowerInvariant()), limit }, cancellationToken: ct))];
    }

    /// <summary>
    /// Free tags, or those of one vocabulary, with every text in their name, by name. A tag that only datasets carry which the caller may not find is not told.
    /// </summary>
    public async Task<(long Count, IReadOnlyList<FoundTag> Tags)> TagsAsync(IReadOnlyList<string> texts, Guid? vocabularyId, long? limit, long offset, Caller caller, CancellationToken ct)
    {
        const string sql = $"""
            select t.id, t.name, t.vocabulary_id, count(*) over () as total
              from catalog.tag t
             where t.vocabulary_id is not distinct from @vocabularyId::uuid and t.name ilike all (@patterns)
               and (not exists (select 1 from catalog.package_tag pt where pt.tag_id = t.id)
                    or exists (select 1 from catalog.package_tag pt join catalog.package p on p.id = pt.package_id
                                where pt.tag_id = t.id and p.state = 'active' and {PackageAccess.ReadableSql}))
             order by lower(t.name), t.name collate "C" limit @limit offset @offset
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<FoundTag>(new CommandDefinition(
            sql, PackageAccess.Parameters(caller, new { vocabularyId, patterns = texts.Select(Like.Containing).ToArray(), limit, offset }), cancellationToken: ct))).AsList();
        return (rows.Count > 0 ? rows[0].Total : 0, rows);
    }
}

/// <summary>A tag as tag_search tells it (contract 2.4).</summary>
public sealed record FoundTag
{
    public required Guid Id { get; init; }
    public required string Name { get; init; }
    public Guid? VocabularyId { get; init; }

    /// <summary>Tags found, on whatever page.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public long Total { get; init; }
}
