using Dapper;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Errors;

namespace OpenData.Core.Versions;

/// <summary>Resolves version requests to <see cref="VersionBound"/>s and lists versions.</summary>
public sealed class VersionStore(Database.Database database)
{
    // A resource that the dataset no longer has stays in the versions that were made of a file of it, or that lie before the last write by API to it.
    private const string IsMember = """
        (r.state = 'active' or exists (select 1 from ver.version_file m where m.package_id = r.package_id and m.v = d.v and m.resource_id = r.id)
         or (@isPinned and exists (select 1 from ver.resource_version m where m.resource_id = r.id and m.v >= d.v and m.table_no is not null)))
        """;

    // as_of looks at the day that the source states, else at the time of publishing (design 0.1).
    private const string AtTime = """
        d.package_id = p.id and d.state = 'published' and coalesce(d.period::timestamp at time zone 'UTC', d.published_at) <= @asOf
        order by coalesce(d.period::timestamp at time zone 'UTC', d.published_at) desc, d.v desc
        """;

    // Found by its key: a dataset that clients write every minute has half a million versions.
    private const string AtNumber = "d.package_id = p.id and d.v = coalesce(@version, p.current_version)";

    private static string BoundSql(VersionRequest request, string more = "") => $"""
        select {more}p.id as package_id, p.name as package_name, r.id as resource_id, coalesce(r.name, r.id::text) as resource_name,
               p.current_version, d.v, d.state, d.gone, d.published_at, d.period, rv.table_no, r.table_no is not null as is_fed, rv.v as changed_version,
               case when rv.table_no is not null then rv.fields::text end as fields, rv.key, rv.row_count, rv.sha256, rv.bytes, changed.published_at as changed_at,
               rv.revision, (select array_agg(i.column_name) from ver.row_index i where i.table_no = rv.table_no) as indexed, w.v as words_version, w.columns as words_columns
          from catalog.resource r
          join catalog.package p on p.id = r.package_id
          left join lateral (
               select v, state, {GoneVersion.Sql} as gone, published_at, period from ver.dataset_version d where {(request.AsOf is null ? AtNumber : AtTime)} limit 1) d on true
          left join lateral (
               select v, table_no, fields, key, row_count, sha256, bytes, xmin::text as revision
                 from ver.resource_version rv
                where rv.resource_id = r.id and rv.v <= d.v
                order by rv.v desc limit 1) rv on true
          left join ver.words_index w on w.table_no = rv.table_no
          left join ver.dataset_version changed on changed.package_id = p.id and changed.v = rv.v
         where {IsMember} and (r.table_no is not null or exists (select 1 from ver.resource_version a where a.resource_id = r.id))
        """;

    /// <summary>
    /// The resource at the requested version, resolved in one statement. Null when no resource of that version has that id or it has no published table.
    /// Whether the caller may read it is the caller's question to ask first.
    /// </summary>
    /// <exception cref="NotFoundException">No such version, or none at that time.</exception>
    /// <exception cref="GoneException">The version was withdrawn or expired.</exception>
    public async Task<VersionBound?> FindBoundAsync(Guid resourceId, VersionRequest request, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<BoundRow>(new CommandDefinition(
            $"{BoundSql(request)} and r.id = @resourceId", new { resourceId, version = request.Version, asOf = request.AsOf, isPinned = request.IsPinned }, cancellationToken: ct));
        if (row is null)
            return null;
        if (row.V is null || row.Fields is null)
            return request.IsPinned ? throw new NotFoundException(NoVersion(request)) : null;
        return row.ToBound();
    }

    /// <summary>
    /// The resource at its current version for a caller, both asked in one statement. Null when there is none or this caller may not read it: then ask
    /// <see cref="PackageAccess"/>, which knows what to say.
    /// </summary>
    /// <exception cref="GoneException">The version was withdrawn or expired.</exception>
    public async Task<VersionBound?> FindCurrentAsync(Guid resourceId, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<BoundRow>(new CommandDefinition(
            $"{BoundSql(VersionRequest.Current, $"{PackageAccess.ReadableSql} as is_readable, ")} and r.id = @resourceId and r.state = 'active'",
            PackageAccess.Parameters(caller, new { resourceId, version = (int?)null, isPinned = false }), cancellationToken: ct));
        return row is { IsReadable: true, V: not null, Fields: not null } ? row.ToBound() : null;
    }

    /// <summary>
    /// Every resource of a dataset that has rows at the requested version, in its order: one statement, so all of them at the same version. Empty when
    /// nothing is published.
    /// </summary>
    /// <exception cref="NotFoundException">No such version, or none at that time.</exception>
    /// <exception cref="GoneException">The version was withdrawn or expired.</exception>
    public async Task<IReadOnlyList<VersionBound>> FindBoundsAsync(Guid packageId, VersionRequest request, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var rows = (await connection.QueryAsync<BoundRow>(new CommandDefinition(
            $"{BoundSql(request)} and r.package_id = @packageId order by r.position",
            new { packageId, version = request.Version, asOf = request.AsOf, isPinned = request.IsPinned }, cancellationToken: ct))).ToList();
        if (request.IsPinned && rows.Count > 0 && rows.All(row => row.V is null))
            throw new NotFoundException(NoVersion(request));
        return [.. rows.Where(row => row.V is not null && row.Fields is not null).Select(row => row.ToBound())];
    }

    /// <summary>Versions that one list has at most: a table that clients write every minute has half a million of them.</summary>
    public const int MostListed = 1_000;

    /// <summary>A page of a dataset's versions, newest first, with the changes of each resource. Costs what the page costs, however many there are.</summary>
    public async Task<IReadOnlyList<DatasetVersion>> ListAsync(Guid packageId, CancellationToken ct, int limit = MostListed, int offset = 0)
    {
        // Numbers have no gap and no version is taken out of the list, so the place of one in it is known from its number.
        const string sql = """
            select v from ver.dataset_version
             where package_id = @packageId and v <= (select next_version - 1 - @offset from catalog.package where id = @packageId)
             order by v desc limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var numbers = await connection.QueryAsync<int>(new CommandDefinition(sql, new { packageId, limit = Math.Min(limit, MostListed), offset }, cancellationToken: ct));
        return await ReadAsync(connection, packageId, [.. numbers], ct);
    }

    /// <summary>One version of a dataset, or null.</summary>
    public async Task<DatasetVersion?> FindAsync(Guid packageId, int version, CancellationToken ct)
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return (await ReadAsync(connection, packageId, [version], ct)).SingleOrDefault();
    }

    /// <summary>The published versions before and after one, by number; null where there is none.</summary>
    public async Task<(int? Before, int? After)> FindNeighboursAsync(Guid packageId, int version, CancellationToken ct)
    {
        const string sql = """
            select (select max(v) from ver.dataset_version where package_id = @packageId and v < @version and state = 'published'),
                   (select min(v) from ver.dataset_version where package_id = @packageId and v > @version and state = 'published')
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleAsync<(int?, int?)>(new CommandDefinition(sql, new { packageId, version }, cancellationToken: ct));
    }

    /// <summary>Published versions below a number, newest first, with the time that each is of: the day that its source states, else when it was published (design 0.1).</summary>
    public async Task<IReadOnlyList<(int Version, DateTimeOffset Time)>> ListTimesAsync(Guid packageId, int before, int limit, CancellationToken ct)
    {
        const string sql = """
            select v, coalesce(period::timestamp at time zone 'UTC', published_at) as time from ver.dataset_version
             where package_id = @packageId and v < @before and state = 'published' order by v desc limit @limit
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return [.. (await connection.QueryAsync<(int V, DateTime Time)>(new CommandDefinition(sql, new { packageId, before, limit }, cancellationToken: ct)))
            .Select(row => (row.V, new DateTimeOffset(row.Time)))];
    }

    /// <summary>The first published version by the time that it is of, for whoever asks for an earlier time; null when there is none.</summary>
    public async Task<int?> FindFirstAsync(Guid packageId, CancellationToken ct)
    {
        const string sql = """
            select v from ver.dataset_version where package_id = @packageId and state = 'published' order by coalesce(period::timestamp at time zone 'UTC', published_at), v limit 1
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(sql, new { packageId }, cancellationToken: ct));
    }

    /// <summary>The number of the version that a request means for a dataset, or null when it has none.</summary>
    public async Task<int?> ResolveAsync(Guid packageId, VersionRequest request, CancellationToken ct)
    {
        var sql = $"""
            select d.v from catalog.package p cross join lateral (select d.v from ver.dataset_version d where {(request.AsOf is null ? AtNumber : AtTime)} limit 1) d where p.id = @packageId
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
            sql, new { packageId, version = request.Version, asOf = request.AsOf }, cancellationToken: ct));
    }

    /// <summary>Whether there is such a version.</summary>
    /// <exception cref="GoneException">There was: it was taken away. The message ends with <paramref name="advice"/>.</exception>
    public async Task<bool> IsThereAsync(Guid packageId, int version, CancellationToken ct, string advice = "")
    {
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var found = await connection.QuerySingleOrDefaultAsync<(string Name, string? Gone)?>(new CommandDefinition(
            $"select p.name, {GoneVersion.Sql} from ver.dataset_version d join catalog.package p on p.id = d.package_id where d.package_id = @packageId and d.v = @version",
            new { packageId, version }, cancellationToken: ct));
        return found is { } row && (row.Gone is null ? true : throw GoneVersion.Error(row.Name, row.Gone, advice));
    }

    private static async Task<IReadOnlyList<DatasetVersion>> ReadAsync(NpgsqlConnection connection, Guid packageId, int[] numbers, CancellationToken ct)
    {
        const string versions = """
            select d.v, d.label, d.state, d.kind, d.base_v, d.run_id, d.notes::text as notes, d.content_hash, d.period, d.published_at,
                   d.v = p.current_version as is_current, d.tags, d.withdrawn_at, d.withdrawn_reason::text as withdrawn_reason, d.expired_at, d.redacted_at
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
               and {IsMember}
             order by r.position
            """;
        const string files = """
            select vf.v, vf.resource_id, f.original_name as name, f.sha256, f.bytes
              from ver.version_file vf join ver.source_file f on f.id = vf.file_id
             where vf.package_id = @packageId and vf.v = any (@numbers)
             order by f.original_name
            """;
        var parameters = new { packageId, numbers, isPinned = true };
        var heads = await connection.QueryAsync<VersionRow>(new CommandDefinition(versions, parameters, cancellationToken: ct));
        var parts = (await connection.QueryAsync<ResourceRow>(new CommandDefinition(resources, parameters, cancellationToken: ct))).ToLookup(r => r.V);
        var sources = (await connection.QueryAsync<FileRow>(new CommandDefinition(files, parameters, cancellationToken: ct))).ToLookup(f => f.V);
        return [.. heads.Select(head => head.ToVersion(parts[head.V], sources[head.V]))];
    }

    private static string NoVersion(VersionRequest request) => request.Version is { } version
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Version {version} was not found")
        : $"No version at {request.AsOf:yyyy-MM-dd}";

    private sealed record BoundRow
    {
        public Guid PackageId { get; init; }
        public string PackageName { get; init; } = "";
        public Guid ResourceId { get; init; }
        public string ResourceName { get; init; } = "";
        public int CurrentVersion { get; init; }
        public int? V { get; init; }
        public string? State { get; init; }
        public string? Gone { get; init; }
        public DateTime PublishedAt { get; init; }
        public DateTime? Period { get; init; }
        public int TableNo { get; init; }
        public bool IsFed { get; init; }
        public int ChangedVersion { get; init; }
        public string? Fields { get; init; }
        public string[] Key { get; init; } = [];
        public long RowCount { get; init; }
        public byte[]? Sha256 { get; init; }
        public long? Bytes { get; init; }
        public DateTime ChangedAt { get; init; }
        public string Revision { get; init; } = "";
        public string[]? Indexed { get; init; }
        public bool IsReadable { get; init; }
        public int? WordsVersion { get; init; }
        public string[]? WordsColumns { get; init; }

        /// <exception cref="GoneException">The version was withdrawn or expired.</exception>
        public VersionBound ToBound() => Gone is not null ? throw GoneVersion.Error(PackageName, Gone) : new()
        {
            PackageId = PackageId,
            PackageName = PackageName,
            ResourceId = ResourceId,
            ResourceName = ResourceName,
            Version = V!.Value,
            IsCurrent = V == CurrentVersion,
            PublishedAt = PublishedAt,
            Period = Period is { } day ? DateOnly.FromDateTime(day) : null,
            Table = RowTable.Name(TableNo),
            TableNo = TableNo,
            Revision = Revision,
            Indexed = Indexed ?? [],
            Words = WordsVersion is { } words ? new Datastore.WordsIndex(words, WordsColumns!) : null,
            Fields = Field.ListFromJson(Fields!),
            Key = Key,
            RowCount = RowCount,
            Sha256 = Sha256 is null ? null : Convert.ToHexStringLower(Sha256),
            Bytes = Bytes,
            ChangedVersion = ChangedVersion,
            IsFed = IsFed,
            ChangedAt = ChangedAt,
        };
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
