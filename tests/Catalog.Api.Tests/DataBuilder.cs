using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using OpenData.Testing;

namespace Catalog.Api.Tests;

/// <summary>Makes datasets and publishes versions through the real stores and the real publisher, into the database and folder of a running site.</summary>
internal sealed class DataBuilder
{
    private readonly TestSite _site;
    private readonly BlobStore _blobs;
    private readonly Publisher _publisher;

    public DataBuilder(TestSite site)
    {
        _site = site;
        _blobs = new BlobStore(Options.Create(new FileStoreOptions { Root = site.Files }));
        _publisher = new Publisher(site.Database, _blobs, new ExportCache(site.Database, _blobs), TimeProvider.System);
        Packages = new PackageStore(site.Database, new FixedSiteAddress(site.Address.ToString().TrimEnd('/')), TimeProvider.System);
        Organizations = new OrganizationStore(site.Database, TimeProvider.System);
    }

    public PackageStore Packages { get; }

    public OrganizationStore Organizations { get; }

    public Task<SavedPackage> HasPackageAsync(string name, CancellationToken ct, Func<PackageDraft, PackageDraft>? with = null)
    {
        var draft = new PackageDraft { Name = name, Title = new Dictionary<string, string> { ["el"] = name }, Resources = [] };
        return Packages.SaveAsync(with?.Invoke(draft) ?? draft, ct);
    }

    /// <summary>Makes a user with these roles by organization or group name and returns a token.</summary>
    public async Task<string> HasUserAsync(string name, CancellationToken ct, params (string Group, string Capacity)[] roles)
    {
        await using var connection = await _site.Database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into catalog.\"user\" (id, name, email, created) values (gen_random_uuid(), @name, @name || '@example.org', now())", new { name }, cancellationToken: ct));
        foreach (var (group, capacity) in roles)
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into catalog.member (group_id, user_id, capacity)
                select g.id, u.id, @capacity from catalog."group" g, catalog."user" u where g.name = @group and u.name = @name
                """, new { name, group, capacity }, cancellationToken: ct));
        }

        return await new OpenData.Core.Access.ApiTokenStore(_site.Database, TimeProvider.System).CreateAsync(name, "test", ct);
    }

    /// <summary>Publishes exactly these rows as the next version; each resource with the bytes of one original file.</summary>
    public async Task<int> PublishAsync(SavedPackage package, CancellationToken ct, params Table[] tables)
    {
        await using var connection = await _site.Database.Write.OpenConnectionAsync(ct);
        var runId = await connection.QuerySingleAsync<long>(new CommandDefinition("""
            insert into etl.source (package_id, name, kind, config, mapping, mapping_hash, cron) values (@Id, 'inbox', 'folder', '{}', '{}', '', '0 0 * * *')
            on conflict do nothing;
            insert into etl.run (source_id, package_id, trigger, status, created_at)
            select id, package_id, 'manual', 'running', now() from etl.source where package_id = @Id returning id
            """, package, cancellationToken: ct));
        var current = await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select current_version from catalog.package where id = @Id", package, cancellationToken: ct));
        var staged = new List<StagedResource>();
        foreach (var table in tables)
            staged.Add(await StageAsync(connection, runId, package.Resources.Single(r => r.Name == table.Resource), table, ct));

        return await _publisher.PublishAsync(new PublishRequest
        {
            PackageId = package.Id, RunId = runId, BaseVersion = current, Kind = "data", MovesCurrent = true, ComparedWith = current, MappingHash = [], Resources = staged,
            Notes = new Dictionary<string, string> { ["el"] = "σημείωση", ["en"] = "note" },
        }, ct);
    }

    private async Task<StagedResource> StageAsync(Npgsql.NpgsqlConnection connection, long runId, SavedResource resource, Table table, CancellationToken ct)
    {
        var fileId = await StoreFileAsync(connection, table, ct);
        var stage = StagedRows.Table(runId, resource.TableNo!.Value);
        using var rows = new MemoryStream();
        await using (var writer = new StagedRows(rows, table.Fields, table.Key))
        {
            foreach (var (line, row) in table.Rows.Index())
                await writer.AddAsync(row, new RowOrigin(fileId, 0, line + 2, 1));
        }

        rows.Position = 0;
        await StagedRows.LoadAsync(connection, stage, table.Fields, rows, ct);
        return new StagedResource
        {
            ResourceId = resource.Id, Name = resource.Name, TableNo = resource.TableNo.Value, StageTable = stage, Rows = table.Rows.Count, Fields = table.Fields, Key = table.Key, FileIds = [fileId],
            Totals = new Dictionary<string, IReadOnlyDictionary<string, string>> { ["all"] = new Dictionary<string, string> { ["rows"] = table.Rows.Count.ToString(CultureInfo.InvariantCulture) } },
        };
    }

    private async Task<int> StoreFileAsync(Npgsql.NpgsqlConnection connection, Table table, CancellationToken ct)
    {
        var bytes = Encoding.UTF8.GetBytes(string.Join('\n', table.Rows.Select(row => string.Join(';', row))));
        using var stream = new MemoryStream(bytes);
        var blob = await _blobs.StoreAsync(stream, long.MaxValue, ct);
        return await connection.QuerySingleAsync<int>(new CommandDefinition("""
            insert into ver.source_file (sha256, bytes, original_name, first_seen) values (@hash, @Bytes, @File, now())
            on conflict (sha256) do update set bytes = excluded.bytes returning id
            """, new { hash = Convert.FromHexString(blob.Sha256), blob.Bytes, table.File }, cancellationToken: ct));
    }
}

/// <summary>The rows of one resource for a publish, as the texts that PostgreSQL prints.</summary>
internal sealed record Table(string Resource, IReadOnlyList<Field> Fields, IReadOnlyList<string> Key, IReadOnlyList<string?[]> Rows)
{
    public string File { get; init; } = "αρχείο.csv";
}
