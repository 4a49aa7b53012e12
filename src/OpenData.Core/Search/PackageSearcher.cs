using Dapper;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Packages;

namespace OpenData.Core.Search;

/// <summary>Finds datasets (contract 4). What a caller may not read is neither a hit nor counted in a facet.</summary>
public sealed class PackageSearcher(Database.Database database, TimeProvider clock)
{
    /// <exception cref="SearchException">A value that its field cannot have, such as a date that is none.</exception>
    public async Task<PackageHits> SearchAsync(PackageQuery query, CancellationToken ct)
    {
        var sql = new SearchSql(clock.GetUtcNow(), query.Weights, PackageAccess.Parameters(query.Caller));
        var condition = sql.Condition(query.Query);
        var score = sql.Score();
        var where = string.Join(" and ", [Implied(query), condition, .. query.Filters.Select(filter => sql.Condition(filter, scores: false))]);

        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var count = await connection.QuerySingleAsync<long>(new CommandDefinition(
            $"select count(*) from catalog.package p where {where}", sql.Parameters, cancellationToken: ct));
        var ids = query.Limit == 0 || query.Offset >= count ? [] : await PageAsync(connection, query, sql, where, score, ct);
        var facets = new Dictionary<string, IReadOnlyList<FacetValue>>(StringComparer.Ordinal);
        foreach (var name in query.FacetFields)
            facets[name] = await FacetAsync(connection, query, sql, IndexField.Of(name), where, ct);
        return new PackageHits { Count = count, Ids = ids, Facets = facets };
    }

    private static string Implied(PackageQuery query)
    {
        var state = query.AnyState ? "p.state <> 'deleted'" : query.IncludeDrafts ? "p.state in ('active', 'draft')" : "p.state = 'active'";
        return $"{state} and {(query.IncludePrivate ? "true" : "not p.private")} and {PackageAccess.ReadableSql}";
    }

    private static async Task<IReadOnlyList<Guid>> PageAsync(
        NpgsqlConnection connection, PackageQuery query, SearchSql sql, string where, string score, CancellationToken ct)
    {
        var order = query.Sort
            .Select(sort => sort.Sql(score) is { } expression ? $"{expression} {(sort.Descending ? "desc" : "asc")} nulls last" : null)
            .OfType<string>().Append("p.id");   // always, so that paging is stable (contract 9, row 9)
        sql.Parameters.Add("limit", query.Limit);
        sql.Parameters.Add("offset", query.Offset);
        return [.. await connection.QueryAsync<Guid>(new CommandDefinition(
            $"select p.id from catalog.package p where {where} order by {string.Join(", ", order)} limit @limit offset @offset", sql.Parameters, cancellationToken: ct))];
    }

    private static async Task<IReadOnlyList<FacetValue>> FacetAsync(
        NpgsqlConnection connection, PackageQuery query, SearchSql sql, IndexField field, string where, CancellationToken ct)
    {
        if (query.FacetLimit == 0 || field.Kind is IndexKind.Words or IndexKind.Text or IndexKind.Date or IndexKind.Substring)
            return [];
        sql.Parameters.Add("facetMinimum", query.FacetMinimum);
        sql.Parameters.Add("facetLimit", query.FacetLimit < 0 ? null : query.FacetLimit);
        // With a minimum of 0 the values of datasets that were not hit are listed too.
        var among = query.FacetMinimum > 0 ? where : Implied(query);
        var statement = $"""
            select x.v::text as name, count(*) filter (where {where}) as count, coalesce({DisplayName(field)}, x.v::text) as display_name
              from catalog.package p cross join lateral (select distinct v from ({field.Values}) y where v is not null) x
             where {among}
             group by x.v having count(*) filter (where {where}) >= @facetMinimum
             order by {(query.FacetLimit < 0 ? "" : "count desc, ")}x.v::text collate "C"
             limit @facetLimit
            """;
        var values = await connection.QueryAsync<FacetValue>(new CommandDefinition(statement, sql.Parameters, cancellationToken: ct));
        return [.. field.Name == "license_id" ? values.Select(value => value with { DisplayName = LicenseRegister.Find(value.Name)?.Title ?? value.Name }) : values];
    }

    private static string DisplayName(IndexField field) => field.Name switch
    {
        "organization" => "(select nullif(o.title, '') from catalog.\"group\" o where o.name = x.v and o.is_organization)",
        "groups" => "(select nullif(o.title, '') from catalog.\"group\" o where o.name = x.v and not o.is_organization)",
        _ => "null",
    };
}
