using Dapper;
using Npgsql;

namespace OpenData.Core.Versions;

/// <summary>Reads versions with what each resource is and became in them.</summary>
internal static class VersionRows
{
    /// <summary>Those with the numbers, newest first.</summary>
    public static async Task<IReadOnlyList<DatasetVersion>> ReadAsync(NpgsqlConnection connection, Guid packageId, int[] numbers, CancellationToken ct)
    {
        const string versions = """
            select d.v, d.label, d.state, d.kind, d.base_v, d.run_id, d.notes::text as notes, d.content_hash, d.period, d.published_at,
                   d.v = p.current_version as is_current, d.tags, d.withdrawn_at, d.withdrawn_reason::text as withdrawn_reason, d.expired_at, d.redacted_at,
                   d.gathered_at is null and coalesce((select g.gathered_at is not null from ver.dataset_version g where g.package_id = d.package_id and g.v < d.v order by g.v desc limit 1), false)
                   and (d.base_v = 0 or exists (select 1 from ver.dataset_version b where b.package_id = d.package_id and b.v = d.base_v and b.rows_deleted_at is null)) as gathers
              from ver.dataset_version d join catalog.package p on p.id = d.package_id
             where d.package_id = @packageId and d.v = any (@numbers)
             order by d.v desc
            """;
        const string resources = $"""
            select d.v, r.id, coalesce(r.name, r.id::text) as name, rv.v = d.v as is_changed, rv.row_count, rv.sha256, rv.bytes, rv.redacted_sha256, rv.totals::text as totals,
                   case when rv.v = d.v then rv.added else 0 end as added,
                   case when rv.v = d.v then rv.changed else 0 end as changed,
                   case when rv.v = d.v then rv.removed else 0 end as removed
              from ver.dataset_version d
              join catalog.resource r on r.package_id = d.package_id
              join lateral (select * from ver.resource_version rv where rv.resource_id = r.id and rv.v <= d.v order by rv.v desc limit 1) rv on rv.table_no is not null
             where d.package_id = @packageId and d.v = any (@numbers)
               and {BoundQuery.IsMember}
             order by r.position
            """;
        const string files = """
            select vf.v, vf.resource_id, f.original_name as name, f.sha256, f.bytes
              from ver.version_file vf join ver.source_file f on f.id = vf.file_id
             where vf.package_id = @packageId and vf.v = any (@numbers)
             order by f.original_name
            """;
        var parameters = new { packageId, numbers, isPinned = true };
        var heads = (await connection.QueryAsync<VersionRow>(new CommandDefinition(versions, parameters, cancellationToken: ct))).ToList();
        var parts = (await connection.QueryAsync<ResourceRow>(new CommandDefinition(resources, parameters, cancellationToken: ct))).ToLookup(r => r.V);
        var sources = (await connection.QueryAsync<FileRow>(new CommandDefinition(files, parameters, cancellationToken: ct))).ToLookup(f => f.V);
        // Of a day whose writes are not folded yet, only what the last of them changed is written down.
        var days = new Dictionary<int, IReadOnlyList<ResourceDifference>>();
        foreach (var head in heads.Where(head => head.Gathers))
            days[head.V] = await ResourceDifference.ListAsync(connection, packageId, head.BaseV, head.V, ct);
        return [.. heads.Select(head => head.ToVersion(parts[head.V].Select(part => part.Of(days.GetValueOrDefault(head.V))), sources[head.V]))];
    }

    private sealed record VersionRow
    {
        public int V { get; init; }
        public string Label { get; init; } = "";
        public string State { get; init; } = "";
        public string Kind { get; init; } = "";
        public int BaseV { get; init; }
        public long? RunId { get; init; }
        public string Notes { get; init; } = "{}";
        public byte[]? ContentHash { get; init; }
        public DateTime? Period { get; init; }
        public DateTime PublishedAt { get; init; }
        public bool IsCurrent { get; init; }
        public string[] Tags { get; init; } = [];
        public DateTime? WithdrawnAt { get; init; }
        public string? WithdrawnReason { get; init; }
        public DateTime? ExpiredAt { get; init; }
        public DateTime? RedactedAt { get; init; }
        public bool Gathers { get; init; }

        public DatasetVersion ToVersion(IEnumerable<ResourceRow> resources, IEnumerable<FileRow> files)
        {
            var parts = resources.Select(r => r.ToResource(files.Where(f => f.ResourceId == r.Id))).ToList();
            return new DatasetVersion
            {
                Version = V,
                Label = Label,
                State = State,
                Kind = Kind,
                BaseVersion = BaseV,
                RunId = RunId,
                Notes = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(Notes)!,
                ContentHash = ContentHash is null ? Versions.ContentHash.Of(parts.Select(part => (part.Name, part.Sha256))) : Convert.ToHexStringLower(ContentHash),
                Period = Period is { } day ? DateOnly.FromDateTime(day) : null,
                PublishedAt = PublishedAt,
                IsCurrent = IsCurrent,
                Tags = Tags,
                WithdrawnAt = WithdrawnAt,
                WithdrawnReason = WithdrawnReason is null ? null : System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, string>>(WithdrawnReason),
                ExpiredAt = ExpiredAt,
                RedactedAt = RedactedAt,
                Resources = parts,
            };
        }
    }

    private sealed record ResourceRow
    {
        public int V { get; init; }
        public Guid Id { get; init; }
        public string Name { get; init; } = "";
        public bool IsChanged { get; init; }
        public long RowCount { get; init; }
        public byte[]? Sha256 { get; init; }
        public long? Bytes { get; init; }
        public byte[]? RedactedSha256 { get; init; }
        public string Totals { get; init; } = "{}";
        public int Added { get; init; }
        public int Changed { get; init; }
        public int Removed { get; init; }

        /// <summary>With what changed in a whole day, where it is one.</summary>
        public ResourceRow Of(IReadOnlyList<ResourceDifference>? day) => day?.FirstOrDefault(each => each.ResourceId == Id)?.Counts is { } counts
            ? this with { IsChanged = true, Added = counts.Added, Changed = counts.Changed, Removed = counts.Removed } : this;

        public ResourceChange ToResource(IEnumerable<FileRow> files) => new()
        {
            ResourceId = Id,
            Name = Name,
            RowCount = RowCount,
            Sha256 = Sha256 is null ? null : Convert.ToHexStringLower(Sha256),
            Bytes = Bytes,
            RedactedSha256 = RedactedSha256 is null ? null : Convert.ToHexStringLower(RedactedSha256),
            Totals = System.Text.Json.JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(Totals)!
                .ToDictionary(pair => pair.Key, pair => (IReadOnlyDictionary<string, string>)pair.Value, StringComparer.Ordinal),
            Added = Added,
            Changed = Changed,
            Removed = Removed,
            Files = [.. files.Select(f => new SourceFile { Name = f.Name, Sha256 = Convert.ToHexStringLower(f.Sha256), Bytes = f.Bytes })],
        };
    }

    private sealed record FileRow
    {
        public int V { get; init; }
        public Guid ResourceId { get; init; }
        public string Name { get; init; } = "";
        public byte[] Sha256 { get; init; } = [];
        public long Bytes { get; init; }
    }
}
