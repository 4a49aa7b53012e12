using Dapper;
using Npgsql;
using OpenData.Core.Access;

namespace OpenData.Core.Search;

/// <summary>
/// Finds datasets (contract 4) in catalog.package_index, which is written in the transaction that changes a dataset. What a caller may not read is neither a
/// hit nor counted in a facet. Page, count and facets come from one statement, so from one moment.
/// </summary>
public sealed class PackageSearcher(Database.Database database, TimeProvider clock)
{
    private readonly FacetCounts _facets = new();
    private volatile Whole? _whole;

    /// <exception cref="Errors.SearchException">A value that its field cannot have, such as a date that is none.</exception>
    public async Task<PackageHits> SearchAsync(PackageQuery query, CancellationToken ct)
    {
        var sql = new SearchSql(clock.GetUtcNow(), query.Weights, PackageAccess.Parameters(query.Caller));
        var condition = sql.Condition(query.Query);
        var score = sql.Score();
        var implied = Implied(query, sql);
        var where = string.Join(" and ", [implied, condition, .. query.Filters.Select(filter => sql.Condition(filter, scores: false))]);
        var needsFacets = query.FacetFields.Any(field => FacetCounts.IsPacked(field) || field == "dataset_type");

        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var isWhole = query.IsWhole;
        var whole = isWhole ? _whole : null;
        var row = await ReadAsync(connection, Statement(query, sql, where, score, countsHits: whole is null, packs: isWhole || needsFacets), sql, ct);
        if (whole is not null && row.Changes != whole.Changes)
            row = await ReadAsync(connection, Statement(query, sql, where, score, countsHits: true, packs: true), sql, ct);
        if (isWhole && row.Hits is { } all)
            _whole = whole = new Whole(row.Changes, all, FacetCounts.Count(row.Facets ?? []));

        var counts = whole?.Counts ?? FacetCounts.Count(row.Facets ?? []);
        var existing = query.FacetMinimum > 0 || !needsFacets ? null
            : FacetCounts.Count((await ReadAsync(connection, Statement(query with { Limit = 0 }, sql, implied, score, countsHits: true, packs: true), sql, ct)).Facets ?? []);
        return new PackageHits
        {
            Count = row.Hits ?? whole!.Hits,
            Ids = row.Ids ?? [],
            Facets = await new FacetReader(_facets).ReadAsync(connection, query, counts, existing, field => UnpackedAsync(connection, sql, field, where, ct), ct),
        };
    }

    private static string Implied(PackageQuery query, SearchSql sql)
    {
        var state = query.AnyState ? "p.state <> 'deleted'" : query.IncludeDrafts ? "p.state in ('active', 'draft')" : "p.state = 'active'";
        var implied = $"{state} and {(query.IncludePrivate ? "true" : "not p.private")} and {PackageAccess.ReadableSql}";
        if (query.ListedBefore is { } opened)
        {
            sql.Parameters.Add("opened", opened);
            implied += " and coalesce(p.listed_at, p.metadata_created) <= @opened";
        }

        return implied;
    }

    private static string Statement(PackageQuery query, SearchSql sql, string where, string? score, bool countsHits, bool packs)
    {
        sql.Parameters.Add("limit", query.Limit);
        sql.Parameters.Add("offset", query.Offset);
        sql.Parameters.Add("afterId", query.AfterId);
        var keys = query.Sort.Select(sort => sort.Sql(score)).OfType<(string Expression, string Direction)>().ToList();
        var packed = packs ? "string_agg(p.facets, '')" : "null::bytea";
        const string changes = "(select sum(n)::bigint from catalog.index_change)";
        // Always by id at last, so that paging is stable (contract 9, row 9).
        string Page(string from, string condition, IEnumerable<string> by) => query.Limit == 0
            ? "null::uuid[]"
            : $"array(select p.id from {from} p where {condition}{(query.AfterId is null ? "" : " and p.id > @afterId")} order by {string.Join(", ", by.Append("p.id"))} limit @limit offset @offset)";

        if (countsHits && sql.ReadsWords && query.Limit > 0)
        {
            return $"""
                with hits as materialized (select p.id, p.facets{string.Concat(keys.Select((key, i) => $", {key.Expression} as k{i}"))} from catalog.package_index p where {where})
                select {Page("hits", "true", keys.Select((key, i) => $"k{i} {key.Direction}"))} as ids, count(*) as hits, {packed} as facets, {changes} as changes from hits p
                """;
        }

        // Else two ways to the same rows take less time than keeping them: an index may know the order, and no row is wide (migration 0077).
        var page = Page("catalog.package_index", where, keys.Select(key => $"{key.Expression} {key.Direction}"));
        return countsHits
            ? $"select {page} as ids, count(*) as hits, {packed} as facets, {changes} as changes from catalog.package_index p where {where}"
            : $"select {page} as ids, null::bigint as hits, null::bytea as facets, {changes} as changes";
    }

    /// <summary>
    /// One search should not take both processors or run for minutes. It is planned for its values: how many datasets a term has decides the plan. Words are
    /// looked up and never scanned for, which would read every vector.
    /// </summary>
    private static async Task<Row> ReadAsync(NpgsqlConnection connection, string statement, SearchSql sql, CancellationToken ct)
    {
        var settings = $"""
            select set_config('max_parallel_workers_per_gather', '0', true), set_config('jit', 'off', true), set_config('statement_timeout', '20s', true), set_config('plan_cache_mode', 'force_custom_plan', true),
                   set_config('pg_trgm.word_similarity_threshold', '0.5', true), set_config('enable_seqscan', '{(sql.HasWords ? "off" : "on")}', true);
            """;
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await using var results = await connection.QueryMultipleAsync(new CommandDefinition($"{settings}\n{statement}", sql.Parameters, transaction, cancellationToken: ct));
        await results.ReadAsync();
        return await results.ReadSingleAsync<Row>();
    }

    /// <summary>Values of other fields, such as an extra, from the terms.</summary>
    private static async Task<IReadOnlyDictionary<string, long>> UnpackedAsync(NpgsqlConnection connection, SearchSql sql, IndexField field, string where, CancellationToken ct)
    {
        if (field.Kind is not (IndexKind.Term or IndexKind.Column or IndexKind.Number or IndexKind.Id))
            return new Dictionary<string, long>();
        sql.Parameters.Add("facet", field.Sql + ":");
        var statement = field.Kind == IndexKind.Term
            ? $"select substr(t, length(@facet) + 1) as value, count(*) from catalog.package_index p cross join lateral unnest(p.terms) t where {where} and starts_with(t, @facet) group by 1"
            : $"select ({field.Sql})::text as value, count(*) from catalog.package_index p where {where} and ({field.Sql}) is not null group by 1";
        var rows = await connection.QueryAsync<(string Value, long Count)>(new CommandDefinition(statement, sql.Parameters, cancellationToken: ct));
        return rows.ToDictionary(row => row.Value, row => row.Count, StringComparer.Ordinal);
    }

    /// <summary>Everything that is public, counted at one state of the index: kept until the index changes, whoever changes it.</summary>
    private sealed record Whole(long Changes, long Hits, IReadOnlyList<KeyValuePair<int, int>> Counts);

    private sealed record Row
    {
        public Guid[]? Ids { get; init; }
        public long? Hits { get; init; }
        public byte[]? Facets { get; init; }
        public long Changes { get; init; }
    }
}
