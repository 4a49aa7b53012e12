using Dapper;

namespace OpenData.Core.Versions;

/// <summary>Where a row's value came from.</summary>
public sealed record RowProvenance
{
    public required long Id { get; init; }

    /// <summary>The version in which the row took this content.</summary>
    public required int SinceVersion { get; init; }

    /// <summary>The run that published it, or null.</summary>
    public required long? RunId { get; init; }

    public required SourceFile File { get; init; }

    /// <summary>Where it was fetched from, or null for a delivered file.</summary>
    public required string? FetchedFrom { get; init; }

    /// <summary>Line of the original file, from 1.</summary>
    public required int Line { get; init; }

    /// <summary>Column of the value in that line, from 1.</summary>
    public required int Column { get; init; }
}

/// <summary>From a published row back to the original file (design A.5).</summary>
public sealed class ProvenanceStore(Database.Database database)
{
    /// <summary>The origin of a row at a version, or null when no row has that number there.</summary>
    public async Task<RowProvenance?> FindAsync(VersionBound at, long id, CancellationToken ct)
    {
        var sql = $"""
            select r._id as id, r._vf as since_version, d.run_id, r._r as line, r._c as "column", f.original_name as name, f.sha256, f.bytes, f.fetched_from
              from {at.Table} r
              join ver.source_file f on f.id = r._f
              left join ver.dataset_version d on d.package_id = @PackageId and d.v = r._vf
             where r._id = @id and {at.Where}
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var row = await connection.QuerySingleOrDefaultAsync<Row>(new CommandDefinition(sql, new { id, at.PackageId }, cancellationToken: ct));
        return row is null ? null : new RowProvenance
        {
            Id = row.Id,
            SinceVersion = row.SinceVersion,
            RunId = row.RunId,
            File = new SourceFile { Name = row.Name, Sha256 = Convert.ToHexStringLower(row.Sha256), Bytes = row.Bytes },
            FetchedFrom = row.FetchedFrom,
            Line = row.Line,
            Column = row.Column,
        };
    }

    /// <summary>The original file of that hash (hex) if a published version of the dataset was made of it, else null: a hash learned elsewhere opens nothing.</summary>
    public async Task<SourceFile?> FindFileAsync(Guid packageId, string sha256, CancellationToken ct)
    {
        const string sql = """
            select f.original_name as name, encode(f.sha256, 'hex') as sha256, f.bytes
              from ver.source_file f
             where f.sha256 = decode(@sha256, 'hex')
               and exists (select 1 from ver.version_file vf join ver.dataset_version d on d.package_id = vf.package_id and d.v = vf.v
                            where vf.file_id = f.id and vf.package_id = @packageId and d.state = 'published')
            """;
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        return await connection.QuerySingleOrDefaultAsync<SourceFile>(new CommandDefinition(sql, new { packageId, sha256 }, cancellationToken: ct));
    }

    private sealed record Row
    {
        public long Id { get; init; }
        public int SinceVersion { get; init; }
        public long? RunId { get; init; }
        public string Name { get; init; } = "";
        public byte[] Sha256 { get; init; } = [];
        public long Bytes { get; init; }
        public string? FetchedFrom { get; init; }
        public int Line { get; init; }
        public int Column { get; init; }
    }
}
