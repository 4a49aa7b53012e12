using System.Globalization;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Core.Versions;

namespace OpenData.Testing;

/// <summary>A dataset with one resource of (code, amount) rows, published through the real publisher: for tests of versions without files and jobs.</summary>
public sealed class TestVersions : IAsyncDisposable
{
    public static readonly IReadOnlyList<Field> Fields =
    [
        new() { Id = "code", Type = "text" },
        new() { Id = "amount", Type = "numeric", Scale = 2 },
    ];

    private readonly TestDatabase _test;
    private readonly string _root = Directory.CreateTempSubdirectory("opendata-versions-").FullName;

    private TestVersions(TestDatabase test)
    {
        _test = test;
        var blobs = new BlobStore(Options.Create(new FileStoreOptions { Root = _root }));
        Exports = new ExportCache(test.Database, blobs);
        Publisher = new Publisher(test.Database, blobs, Exports, TimeProvider.System);
        Store = new VersionStore(test.Database);
    }

    public Core.Database.Database Database => _test.Database;

    public ExportCache Exports { get; }

    public Publisher Publisher { get; }

    public VersionStore Store { get; }

    public Guid PackageId { get; } = Guid.NewGuid();

    public Guid ResourceId { get; } = Guid.NewGuid();

    public static async Task<TestVersions> CreateAsync(CancellationToken ct)
    {
        var versions = new TestVersions(await TestDatabase.CreateAsync(ct));
        await using var connection = await versions.Database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into catalog.package (id, name, title, metadata_created, metadata_modified) values (@PackageId, 'amounts', 'Amounts', now(), now());
            insert into catalog.resource (id, package_id, name, position, table_no, created, metadata_modified)
            values (@ResourceId, @PackageId, 'amounts', 0, 1, now(), now());
            insert into etl.source (package_id, name, kind, config, mapping, mapping_hash, cron) values (@PackageId, 'inbox', 'folder', '{}', '{}', '', '0 0 * * *');
            """, versions, cancellationToken: ct));
        return versions;
    }

    /// <summary>Publishes exactly these rows against the current version; null amounts are nulls.</summary>
    public async Task<int> PublishAsync(IEnumerable<(string Code, decimal? Amount)> rows, CancellationToken ct, bool movesCurrent = true, int? baseVersion = null, IReadOnlyList<Field>? fields = null)
    {
        fields ??= Fields;
        await using var connection = await Database.Write.OpenConnectionAsync(ct);
        var runId = await connection.QuerySingleAsync<long>(new CommandDefinition("""
            insert into etl.run (source_id, package_id, trigger, status, created_at) select id, package_id, 'manual', 'running', now() from etl.source returning id
            """, cancellationToken: ct));
        var current = await connection.QuerySingleAsync<int>(new CommandDefinition("select current_version from catalog.package", cancellationToken: ct));

        using var staged = new MemoryStream();
        await using (var writer = new StagedRows(staged, fields, [fields[0].Id]))
        {
            var line = 1;
            foreach (var (code, amount) in rows)
                await writer.AddAsync([code, amount?.ToString("0.00", CultureInfo.InvariantCulture)], new RowOrigin(1, 0, ++line, 2));
        }

        staged.Position = 0;
        var stage = StagedRows.Table(runId, 1);
        await StagedRows.LoadAsync(connection, stage, fields, staged, ct);
        return await Publisher.PublishAsync(new PublishRequest
        {
            PackageId = PackageId, RunId = runId, BaseVersion = baseVersion ?? current, Kind = "data", MovesCurrent = movesCurrent, ComparedWith = current, MappingHash = [],
            Resources =
            [
                new StagedResource
                {
                    ResourceId = ResourceId, Name = "amounts", TableNo = 1, StageTable = stage, Rows = await StagedRows.CountAsync(connection, stage, ct), Fields = fields, Key = [fields[0].Id], FileIds = [],
                    Totals = new Dictionary<string, IReadOnlyDictionary<string, string>>(),
                },
            ],
        }, ct);
    }

    public async Task<VersionBound> BoundAsync(int? version, CancellationToken ct) =>
        (await Store.FindBoundAsync(ResourceId, new VersionRequest(version, null), ct))!;

    /// <summary>The rows of a version as code and amount text, by code.</summary>
    public async Task<IReadOnlyList<(long Id, string Code, string? Amount)>> RowsAsync(int version, CancellationToken ct)
    {
        var at = await BoundAsync(version, ct);
        await using var connection = await Database.Read.OpenConnectionAsync(ct);
        return [.. await connection.QueryAsync<(long, string, string?)>(
            new CommandDefinition($"select _id, code, amount::text from {at.Table} where {at.Where} order by code collate \"C\"", cancellationToken: ct))];
    }

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        Directory.Delete(_root, recursive: true);
    }
}
