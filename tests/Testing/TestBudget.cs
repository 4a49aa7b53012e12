using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;
using OpenData.Core.Files;
using OpenData.Core.Versions;

namespace OpenData.Testing;

/// <summary>One published budget line of a test.</summary>
public sealed record TestLine(int Year, string Direction, string? Service, string Code, string? Label, string Phase, decimal Amount, string Currency = "EUR")
{
    /// <summary>First digits of the code: level 1 to 4.</summary>
    public string Level(int digits) => Code.Length <= digits ? Code : Code[..digits];
}

/// <summary>A budget dataset with the resources <c>expenditure</c> and <c>revenue</c>, published through the real publisher without files and jobs.</summary>
public sealed class TestBudget
{
    public static readonly IReadOnlyList<Field> Fields =
    [
        new() { Id = "fiscal_year", Type = "int4", ColumnType = "date:fiscal-year" },
        new() { Id = "direction", Type = "text" },
        new() { Id = "service", Type = "text" },
        new() { Id = "level1", Type = "text" },
        new() { Id = "level2", Type = "text" },
        new() { Id = "level3", Type = "text" },
        new() { Id = "level4", Type = "text" },
        new() { Id = "code", Type = "text" },
        new() { Id = "label", Type = "text" },
        new() { Id = "phase", Type = "text" },
        new() { Id = "amount", Type = "numeric", Scale = 2 },
        new() { Id = "currency", Type = "text" },
    ];

    private static readonly string[] Key = ["fiscal_year", "service", "code", "phase"];

    private readonly Database _database;
    private readonly Publisher _publisher;
    private readonly (Guid Id, string Name)[] _resources = [(Guid.NewGuid(), "expenditure"), (Guid.NewGuid(), "revenue")];

    private TestBudget(Database database, string files, string name)
    {
        var blobs = new BlobStore(Options.Create(new FileStoreOptions { Root = files }));
        _database = database;
        _publisher = new Publisher(database, blobs, new ExportCache(database, blobs), TimeProvider.System);
        Name = name;
    }

    public string Name { get; }

    public Guid PackageId { get; } = Guid.NewGuid();

    public Guid ResourceId(string name) => _resources.First(resource => resource.Name == name).Id;

    /// <param name="files">Folder of the blob store.</param>
    public static async Task<TestBudget> CreateAsync(Database database, string files, string name, CancellationToken ct, bool isPrivate = false)
    {
        var budget = new TestBudget(database, files, name);
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            insert into catalog."group" (id, name, title, title_translated, type, is_organization, created)
            values (gen_random_uuid(), 'city-of-tests', 'Δήμος Δοκιμών', '{"el": "Δήμος Δοκιμών", "en": "City of Tests"}', 'organization', true, now())
            on conflict (name) do nothing;
            insert into catalog.package (id, name, title, title_translated, private, owner_org, metadata_created, metadata_modified)
            select @PackageId, @Name, 'Προϋπολογισμός', '{"el": "Προϋπολογισμός", "en": "Budget"}', @isPrivate, id, now(), now()
              from catalog."group" where name = 'city-of-tests';
            insert into etl.source (package_id, name, kind, config, mapping, mapping_hash, cron) values (@PackageId, 'inbox', 'folder', '{}', '{}', '', '0 0 * * *');
            """, new { budget.PackageId, name, isPrivate }, cancellationToken: ct));
        foreach (var (position, resource) in budget._resources.Index())
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into catalog.resource (id, package_id, name, position, table_no, created, metadata_modified)
                values (@Id, @PackageId, @Name, @position, nextval('catalog.table_no'), now(), now())
                """, new { resource.Id, budget.PackageId, resource.Name, position }, cancellationToken: ct));
        }

        return budget;
    }

    /// <summary>Publishes exactly these lines as the next version, each to the resource of its direction.</summary>
    public async Task<int> PublishAsync(IEnumerable<TestLine> lines, DateOnly? period, CancellationToken ct)
    {
        var byDirection = lines.ToLookup(line => line.Direction, StringComparer.Ordinal);
        await using var connection = await _database.Write.OpenConnectionAsync(ct);
        var runId = await connection.QuerySingleAsync<long>(new CommandDefinition("""
            insert into etl.run (source_id, package_id, trigger, status, created_at)
            select id, package_id, 'manual', 'running', now() from etl.source where package_id = @PackageId returning id
            """, this, cancellationToken: ct));
        var current = await connection.QuerySingleAsync<int>(new CommandDefinition(
            "select current_version from catalog.package where id = @PackageId", this, cancellationToken: ct));
        var staged = new List<StagedResource>();
        foreach (var (id, name) in _resources)
        {
            var tableNo = await connection.QuerySingleAsync<int>(new CommandDefinition("select table_no from catalog.resource where id = @id", new { id }, cancellationToken: ct));
            using var rows = new MemoryStream();
            await using (var writer = new StagedRows(rows, Fields, Key))
            {
                foreach (var (n, line) in byDirection[name].Index())
                    await writer.AddAsync(Texts(line), new RowOrigin(1, 0, n + 2, 1));
            }

            rows.Position = 0;
            var stage = StagedRows.Table(runId, tableNo);
            await StagedRows.LoadAsync(connection, stage, Fields, rows, ct);
            staged.Add(new StagedResource
            {
                ResourceId = id, Name = name, TableNo = tableNo, StageTable = stage, Rows = await StagedRows.CountAsync(connection, stage, ct), Fields = Fields, Key = Key, FileIds = [],
                Totals = new Dictionary<string, IReadOnlyDictionary<string, string>>(),
            });
        }

        return await _publisher.PublishAsync(new PublishRequest
        {
            PackageId = PackageId, RunId = runId, BaseVersion = current, Kind = "data", MovesCurrent = true, ComparedWith = current, MappingHash = [],
            Period = period, Resources = staged,
        }, ct);
    }

    /// <summary>
    /// One of the three real days of Thessaloniki, read here in the plainest way, so that these numbers do not depend on the importer: <c>2016_04_29_21.29</c>.
    /// </summary>
    public static IEnumerable<TestLine> Thessaloniki(string day)
    {
        var data = Path.Combine(Repository.Root, "datasets", "thessaloniki-budget", "data");
        return Read("expenditure", Path.Combine(data, "Expenses", $"{day}.csv"), ["initial", "revised", "committed", "warranted", "paid"])
            .Concat(Read("revenue", Path.Combine(data, "Incomes", $"{day}.csv"), ["initial", "revised", "assessed", "collected"]));
    }

    private static IEnumerable<TestLine> Read(string direction, string path, string[] phases) =>
        from row in File.ReadLines(path, Encoding.BigEndianUnicode).Skip(1)
        let cells = row.Split(';')
        from phase in phases.Index()
        let amount = decimal.Parse(cells[3 + phase.Index].Replace(".", "", StringComparison.Ordinal).Replace(',', '.'), CultureInfo.InvariantCulture)
        select new TestLine(2016, direction, cells[0].Length == 0 ? null : cells[0], cells[1], cells[2], phase.Item, amount);

    private static string?[] Texts(TestLine line) =>
    [
        line.Year.ToString(CultureInfo.InvariantCulture), line.Direction, line.Service, line.Level(1), line.Level(2), line.Level(3), line.Level(4), line.Code,
        line.Label, line.Phase, line.Amount.ToString("0.00", CultureInfo.InvariantCulture), line.Currency,
    ];
}
