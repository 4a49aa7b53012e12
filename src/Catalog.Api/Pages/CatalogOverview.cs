using Dapper;
using OpenData.Core.Database;

namespace Catalog.Api.Pages;

/// <summary>The public catalog at a glance, for the front page and the samples: private, draft and deleted datasets are not in it.</summary>
internal sealed class CatalogOverview(Database database)
{
    public async Task<Numbers> CountAsync(CancellationToken ct)
    {
        // Rows are recorded at publish, so nothing is counted but versions.
        const string sql = """
            select count(*) as datasets,
                   coalesce(sum((select count(*) from catalog.resource r where r.package_id = p.id and r.state = 'active')), 0)::bigint as resources,
                   coalesce(sum((select count(*) from ver.dataset_version d where d.package_id = p.id and d.state = 'published')), 0)::bigint as versions,
                   coalesce(sum((select coalesce(sum(rv.row_count), 0)
                                   from catalog.resource r
                                   join lateral (select row_count from ver.resource_version rv
                                                  where rv.resource_id = r.id and rv.v <= p.current_version order by rv.v desc limit 1) rv on true
                                  where r.package_id = p.id and r.state = 'active')), 0)::bigint as rows
              from catalog.package p
             where p.state = 'active' and not p.private
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<Numbers>(new CommandDefinition(sql, cancellationToken: ct));
    }

    /// <summary>The newest published versions of all datasets, newest first.</summary>
    public async Task<IReadOnlyList<Change>> LatestAsync(int limit, CancellationToken ct)
    {
        const string sql = """
            select p.name, p.title, p.title_translated::text as titles, d.v, d.published_at, d.period::text as period, d.base_v,
                   coalesce(sum(rv.added), 0)::bigint as added, coalesce(sum(rv.changed), 0)::bigint as changed, coalesce(sum(rv.removed), 0)::bigint as removed
              from ver.dataset_version d
              join catalog.package p on p.id = d.package_id
              left join catalog.resource r on r.package_id = p.id and r.state = 'active'
              left join ver.resource_version rv on rv.resource_id = r.id and rv.v = d.v
             where p.state = 'active' and not p.private and d.state = 'published'
             group by p.id, d.package_id, d.v
             order by d.published_at desc, d.v desc
             limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<Change>(new CommandDefinition(sql, new { limit }, cancellationToken: ct))];
    }

    /// <summary>The table that samples speak of: the first of the dataset that changed last; null while nothing is published.</summary>
    public async Task<Example?> ExampleAsync(CancellationToken ct)
    {
        const string sql = """
            select p.name as dataset, p.current_version as version, r.id as resource_id, coalesce(r.name, r.id::text) as resource
              from catalog.package p
              join catalog.resource r on r.package_id = p.id and r.state = 'active'
             where p.state = 'active' and not p.private and p.current_version > 0
               and (select rv.table_no from ver.resource_version rv where rv.resource_id = r.id and rv.v <= p.current_version order by rv.v desc limit 1) is not null
             order by p.metadata_modified desc, p.id, r.position limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<Example>(new CommandDefinition(sql, cancellationToken: ct));
    }

    public sealed record Numbers
    {
        public long Datasets { get; init; }
        public long Resources { get; init; }
        public long Versions { get; init; }

        /// <summary>In the current versions.</summary>
        public long Rows { get; init; }
    }

    public sealed record Change
    {
        public string Name { get; init; } = "";
        public string Title { get; init; } = "";

        /// <summary>JSON object of title by language.</summary>
        public string Titles { get; init; } = "{}";
        public int V { get; init; }
        public DateTime PublishedAt { get; init; }
        public string? Period { get; init; }

        /// <summary>The version that the counts compare with; 0 for the first.</summary>
        public int BaseV { get; init; }
        public long Added { get; init; }
        public long Changed { get; init; }
        public long Removed { get; init; }
    }

    public sealed record Example
    {
        public string Dataset { get; init; } = "";

        /// <summary>The current one.</summary>
        public int Version { get; init; }
        public Guid ResourceId { get; init; }
        public string Resource { get; init; } = "";
    }
}
