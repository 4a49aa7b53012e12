using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Dapper;
using Etl.Jobs.Running;
using Npgsql;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Steps;

/// <summary>What a delivery is against what is published.</summary>
internal enum Verdict
{
    /// <summary>To be published.</summary>
    Publish,

    /// <summary>The same bytes for the same period through the same mapping: nothing to do.</summary>
    Unchanged,

    /// <summary>Other bytes under a period that is published, and not a correction.</summary>
    Refused,
}

/// <summary>How a delivery would be published (design 0.1, B.6).</summary>
internal sealed record PublishPlan
{
    public required Verdict Verdict { get; init; }

    /// <summary><c>data</c>, <c>correction</c> or <c>mapping</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>The version of the same period, whatever its state; 0: none.</summary>
    public required int ReplacesVersion { get; init; }

    /// <summary>The dataset's current version; 0: none.</summary>
    public required int BaseVersion { get; init; }

    /// <summary>The version that the changes are shown against; 0: none.</summary>
    public required int ComparedWith { get; init; }

    /// <summary>False for a day older than the current version's.</summary>
    public required bool MovesCurrent { get; init; }

    /// <summary>SHA-256 of package, period, mapping and files.</summary>
    public required byte[] Key { get; init; }

    /// <summary>The version that <see cref="Verdict"/> is about; 0 for a new period.</summary>
    public required int KnownVersion { get; init; }

    /// <summary>SHA-256 (hex) of that version's files by resource name.</summary>
    public required IReadOnlyDictionary<string, string> KnownFiles { get; init; }

    public static async Task<PublishPlan> MakeAsync(
        NpgsqlConnection connection, RunContext context, DateOnly? period, IReadOnlyList<RunFile> files, CancellationToken ct)
    {
        // "same": what is published for this period; an undated source is compared with the current version only, so that A, B, A gives three versions.
        const string sql = """
            select p.current_version as current,
                   coalesce((select d.v from ver.dataset_version d where d.package_id = p.id and d.state = 'published'
                              and case when @period::date is null then d.v = p.current_version else d.period = @period::date end
                              order by d.v desc limit 1), 0) as same,
                   coalesce((select max(d.v) from ver.dataset_version d where d.package_id = p.id
                              and case when @period::date is null then d.v = p.current_version else d.period = @period::date end), 0) as replaces,
                   coalesce((select d.v from ver.dataset_version d where d.package_id = p.id and d.state = 'published' and d.period < @period::date
                              order by d.period desc, d.v desc limit 1), 0) as before,
                   coalesce((select d.period <= @period::date from ver.dataset_version d where d.package_id = p.id and d.v = p.current_version), true) as moves,
                   coalesce((select max(r.published_v) from etl.run r join ver.dataset_version d on d.package_id = r.package_id and d.v = r.published_v
                              where r.package_id = p.id and r.status = 'published' and r.idempotency_key = @key and d.state = 'published'), 0) as known
              from catalog.package p where p.id = @PackageId
            """;
        var day = period?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var key = KeyOf(context, day, files);
        var found = await connection.QuerySingleAsync<Found>(new CommandDefinition(sql, new { context.Run.PackageId, period = day, key }, cancellationToken: ct));
        var sameFiles = found.Same == 0 ? [] : await FilesAsync(connection, context, found.Same, ct);
        var sameBytes = found.Same > 0 && files.All(file => sameFiles.GetValueOrDefault(file.Resource) == file.Sha256);
        var sameMapping = sameBytes && await IsKeyOfAsync(connection, context, found.Same, key, ct);

        var (verdict, kind) = (found.Same, sameBytes, sameMapping) switch
        {
            (0, _, _) => (Verdict.Publish, "data"),
            (_, true, true) => (Verdict.Unchanged, "data"),
            (_, true, false) => (Verdict.Publish, "mapping"),
            _ when context.Run.Correction && period is not null => (Verdict.Publish, "correction"),
            _ when period is null => (Verdict.Publish, "data"),
            _ when found.Known > 0 => (Verdict.Unchanged, "data"),   // bytes that a correction has followed since
            _ => (Verdict.Refused, "data"),
        };
        return new PublishPlan
        {
            Verdict = verdict,
            Kind = kind,
            ReplacesVersion = found.Replaces,
            BaseVersion = found.Current,
            ComparedWith = found.Same > 0 ? found.Same : found.Before > 0 ? found.Before : found.Moves ? found.Current : 0,
            MovesCurrent = found.Moves,
            Key = key,
            KnownVersion = verdict == Verdict.Unchanged && !sameBytes ? found.Known : found.Same,
            KnownFiles = sameFiles,
        };
    }

    private static byte[] KeyOf(RunContext context, string? period, IReadOnlyList<RunFile> files) => SHA256.HashData(Encoding.UTF8.GetBytes(
        $"{context.Run.PackageId}\n{period}\n{context.Mapping.Hash}\n{string.Concat(files.Select(file => $"{file.Resource} {file.Sha256}\n").Order(StringComparer.Ordinal))}"));

    private static async Task<Dictionary<string, string>> FilesAsync(NpgsqlConnection connection, RunContext context, int version, CancellationToken ct)
    {
        const string sql = """
            select r.name, encode(f.sha256, 'hex') as sha256
              from ver.version_file vf join catalog.resource r on r.id = vf.resource_id join ver.source_file f on f.id = vf.file_id
             where vf.package_id = @PackageId and vf.v = @version
            """;
        return (await connection.QueryAsync<(string Name, string Sha256)>(new CommandDefinition(
            sql, new { context.Run.PackageId, version }, cancellationToken: ct))).ToDictionary(row => row.Name, row => row.Sha256, StringComparer.Ordinal);
    }

    private static Task<bool> IsKeyOfAsync(NpgsqlConnection connection, RunContext context, int version, byte[] key, CancellationToken ct) =>
        connection.QuerySingleAsync<bool>(new CommandDefinition("""
            select exists (select 1 from etl.run where package_id = @PackageId and status = 'published' and published_v = @version and idempotency_key = @key)
            """, new { context.Run.PackageId, version, key }, cancellationToken: ct));

    private sealed record Found
    {
        public int Current { get; init; }
        public int Same { get; init; }
        public int Replaces { get; init; }
        public int Before { get; init; }
        public bool Moves { get; init; }
        public int Known { get; init; }
    }
}
