using Dapper;
using Npgsql;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>A resource's table as readers see it now, under the lock of its dataset: of two writers the second sees what the first wrote.</summary>
internal sealed record TableState
{
    public required Guid ResourceId { get; init; }

    public required Guid PackageId { get; init; }

    /// <summary>What readers see; 0 = nothing yet.</summary>
    public required int CurrentVersion { get; init; }

    /// <summary>The number that the next version gets. Above <see cref="CurrentVersion"/> + 1 where a version was withdrawn, or came in late.</summary>
    public required int NextVersion { get; init; }

    public required string? UrlType { get; init; }

    /// <summary>Whether a source feeds it: then nobody else writes.</summary>
    public required bool IsFed { get; init; }

    /// <summary>Null = no table.</summary>
    public required int? TableNo { get; init; }

    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>Public names.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    public required long RowCount { get; init; }

    /// <summary>The columns of <see cref="Key"/>.</summary>
    public IReadOnlyList<Field> KeyFields => [.. Key.Select(name => Fields.First(each => each.Id == name))];

    /// <exception cref="NotFoundException">The resource was deleted meanwhile.</exception>
    public static async Task<TableState> LockAsync(NpgsqlConnection connection, Guid resourceId, CancellationToken ct)
    {
        const string lockSql = """
            select 1 from catalog.package p where p.id = (select package_id from catalog.resource where id = @resourceId and state = 'active') for update
            """;
        if (await connection.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(lockSql, new { resourceId }, cancellationToken: ct)) is null)
            throw new NotFoundException($"Resource \"{resourceId}\" was not found.");
        // A second statement: the first one's view is as old as its wait.
        const string sql = """
            select r.id as resource_id, p.id as package_id, p.current_version, p.next_version, r.url_type, r.table_no is not null as is_fed,
                   rv.table_no, rv.fields::text as fields, rv.key, rv.row_count
              from catalog.resource r
              join catalog.package p on p.id = r.package_id
              left join lateral (
                   select table_no, fields, key, row_count from ver.resource_version rv
                    where rv.resource_id = r.id and rv.v <= p.current_version order by rv.v desc limit 1) rv on rv.table_no is not null
             where r.id = @resourceId
            """;
        return (await connection.QuerySingleAsync<Row>(new CommandDefinition(sql, new { resourceId }, cancellationToken: ct))).ToState();
    }

    private sealed record Row
    {
        public Guid ResourceId { get; init; }
        public Guid PackageId { get; init; }
        public int CurrentVersion { get; init; }
        public int NextVersion { get; init; }
        public string? UrlType { get; init; }
        public bool IsFed { get; init; }
        public int? TableNo { get; init; }
        public string? Fields { get; init; }
        public string[]? Key { get; init; }
        public long? RowCount { get; init; }

        public TableState ToState() => new()
        {
            ResourceId = ResourceId,
            PackageId = PackageId,
            CurrentVersion = CurrentVersion,
            NextVersion = NextVersion,
            UrlType = UrlType,
            IsFed = IsFed,
            TableNo = TableNo,
            Fields = Fields is null ? [] : Field.ListFromJson(Fields),
            Key = Key ?? [],
            RowCount = RowCount ?? 0,
        };
    }
}
