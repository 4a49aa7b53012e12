using OpenData.Core.Errors;

namespace OpenData.Core.Versions;

/// <summary>The statements that find which version a request means, and the table, columns and counts that a resource has in it.</summary>
internal static class BoundQuery
{
    // A resource that the dataset no longer has stays in the versions that were made of a file of it, or that lie before the last write by API to it.
    public const string IsMember = """
        (r.state = 'active' or exists (select 1 from ver.version_file m where m.package_id = r.package_id and m.v = d.v and m.resource_id = r.id)
         or (@isPinned and exists (select 1 from ver.resource_version m where m.resource_id = r.id and m.v >= d.v and m.table_no is not null)))
        """;

    /// <summary>The time that a version is of: the day that its source states, else when it was published (design 0.1).</summary>
    public const string Time = "coalesce(d.period::timestamp at time zone 'UTC', d.published_at)";

    private const string AtTime = $"d.package_id = p.id and d.state = 'published' and {Time} <= @asOf order by {Time} desc, d.v desc";

    // Found by its key: a dataset that clients write every minute has half a million versions.
    private const string AtNumber = "d.package_id = p.id and d.v = coalesce(@version, p.current_version)";

    /// <summary>Of <c>ver.dataset_version d</c> for <c>catalog.package p</c>: the version of the request, with the parameters <c>version</c> or <c>asOf</c>. Gives at most one row with <c>limit 1</c>.</summary>
    public static string At(VersionRequest request) => request.AsOf is null ? AtNumber : AtTime;

    // What can be read before and after it; nobody asks it of the current version, whose pages are read most.
    private const string Neighbours =
        "(select max(n.v) from ver.dataset_version n where n.package_id = p.id and n.state = 'published' and n.v < d.v) as predecessor, "
        + "(select min(n.v) from ver.dataset_version n where n.package_id = p.id and n.state = 'published' and n.v > d.v) as successor, ";

    /// <summary>Rows of <see cref="BoundRow"/>. The condition goes on with <c>and</c>; parameters: <c>version</c>, <c>asOf</c>, <c>isPinned</c>.</summary>
    /// <param name="request">Which version.</param>
    /// <param name="more">Further columns, each with a comma behind it.</param>
    public static string Sql(VersionRequest request, string more = "") => $"""
        select {more}p.id as package_id, p.name as package_name, r.id as resource_id, coalesce(r.name, r.id::text) as resource_name,
               p.current_version, d.v, d.state, d.gone, d.published_at, d.period, rv.table_no, r.table_no is not null as is_fed, rv.v as changed_version,
               case when rv.table_no is not null then rv.fields::text end as fields, rv.key, rv.row_count, rv.sha256, rv.bytes, changed.published_at as changed_at,
               {(request.IsPinned ? Neighbours : "")}rv.revision, {KnownBound.StampSql} as stamp, (select array_agg(i.column_name) from ver.row_index i where i.table_no = rv.table_no) as indexed, w.v as words_version, w.columns as words_columns
          from catalog.resource r
          join catalog.package p on p.id = r.package_id
          left join lateral (
               select v, state, {GoneVersion.Sql} as gone, published_at, period, xmin from ver.dataset_version d where {At(request)} limit 1) d on true
          left join lateral (
               select v, table_no, fields, key, row_count, sha256, bytes, xmin::text as revision, xmin
                 from ver.resource_version rv
                where rv.resource_id = r.id and rv.v <= d.v
                order by rv.v desc limit 1) rv on true
          left join ver.words_index w on w.table_no = rv.table_no
          left join ver.dataset_version changed on changed.package_id = p.id and changed.v = rv.v
         where {IsMember} and (r.table_no is not null or exists (select 1 from ver.resource_version a where a.resource_id = r.id))
        """;

    /// <summary>What to say when there is none.</summary>
    public static string Missing(VersionRequest request) => request.Version is { } version
        ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Version {version} was not found")
        : $"No version at {request.AsOf:yyyy-MM-dd}";
}

/// <summary>A row of <see cref="BoundQuery.Sql"/>.</summary>
internal sealed record BoundRow
{
    public Guid PackageId { get; init; }
    public string PackageName { get; init; } = "";
    public Guid ResourceId { get; init; }
    public string ResourceName { get; init; } = "";
    public int CurrentVersion { get; init; }
    public int? V { get; init; }
    public int? Predecessor { get; init; }
    public int? Successor { get; init; }
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
    public string Stamp { get; init; } = "";
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
        Predecessor = Predecessor,
        Successor = Successor,
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
