using System.Text.Json.Nodes;
using Dapper;
using Etl.Jobs.Registering;
using Hangfire;
using OpenData.Core.Cubes;
using OpenData.Core.Database;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;
using OpenData.Core.Organizations;
using OpenData.Core.Packages;
using OpenData.Testing;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>A database and a files folder of its own and the real worker on them. No web program.</summary>
public class WorkerSite : IAsyncLifetime
{
    public static readonly string Thessaloniki = Path.Combine(Repository.Root, "datasets", "thessaloniki-budget");
    private readonly List<ProgramProcess> _programs = [];
    private readonly List<ProgramProcess> _workers = [];
    private readonly Dictionary<string, string?> _settings = new()
    {
        ["DOTNET_ENVIRONMENT"] = "Testing",
        ["Etl__SettleSeconds"] = "0",
        ["Etl__RetryMilliseconds"] = "50",
        ["Jobs__InvisibilitySeconds"] = "2",
        ["Jobs__SweepSeconds"] = "1",
        ["Jobs__PollMilliseconds"] = "100",
    };

    private TestDatabase? _database;
    private Database? _own;
    private int _copies;

    /// <param name="settings">Settings for the worker on top of those that make waiting short, such as <c>Etl__MaxFileBytes</c>.</param>
    protected WorkerSite(params (string Name, string? Value)[] settings)
    {
        foreach (var (name, value) in settings)
            _settings[name] = value;
    }

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public string Home { get; } = Path.Combine(Path.GetTempPath(), $"opendata-etl-{Guid.NewGuid():N}"[..26]);

    public string Files => Path.Combine(Home, "files");

    public Database Database => _own ?? _database!.Database;

    public string ConnectionString => Database.ConnectionString;

    /// <summary>A database that the test brings along, on a server of its own; null: a copy of the template.</summary>
    protected string? OwnDatabase { get; init; }

    public RunStore Runs { get; private set; } = null!;

    public SourceStore Sources { get; private set; } = null!;

    public RunRequests Requests { get; private set; } = null!;

    /// <summary>What the programs wrote.</summary>
    public string Log
    {
        get
        {
            var path = Path.Combine(Home, "etl.log");
            if (!File.Exists(path))
                return "";
            using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }
    }

    public virtual async ValueTask InitializeAsync()
    {
        if (OwnDatabase is null)
            _database = await TestDatabase.CreateAsync(CancellationToken.None);
        else
            await Migrator.MigrateAsync(_own = new Database(OwnDatabase), CancellationToken.None);
        _settings["ConnectionStrings__OpenData"] = ConnectionString;
        _settings["Files__Root"] = Files;
        var storage = JobStorageFactory.Create(ConnectionString, new JobOptions());
        Runs = new RunStore(Database);
        Sources = new SourceStore(Database, storage);
        Requests = new RunRequests(Database, new BackgroundJobClient(storage), TimeProvider.System);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_programs.Select(program => program.DisposeAsync().AsTask()));
        if (_own is not null)
            await _own.DisposeAsync();
        if (_database is not null)
            await _database.DisposeAsync();
        if (Directory.Exists(Home))
            Directory.Delete(Home, recursive: true);
    }

    /// <summary>Crash tests fail where they cannot test, instead of passing by.</summary>
    public static void NeedsFaultPoints() =>
        Assert.True(FaultPoint.Compiled, "This build has no fault points. Run the tests with ./test, or build with -p:FaultPoints=true.");

    /// <summary>A dataset of its own with Thessaloniki's mapping.</summary>
    /// <param name="change">Changes the text of the mapping, whose name and folder are already its own.</param>
    public async Task<TestSource> HasSourceAsync(Action<JsonObject>? change = null)
    {
        var name = $"budget-{Interlocked.Increment(ref _copies)}";
        return new TestSource(this, await RegisterAsync(name, change), name);
    }

    /// <summary>Registers the copy of that name, anew or again.</summary>
    public async Task<Source> RegisterAsync(string name, Action<JsonObject>? change = null)
    {
        var json = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(Thessaloniki, "datapackage.json"), Ct))!.AsObject();
        json["name"] = name;
        json["etl"]!["sources"]![0]!["path"] = name;
        change?.Invoke(json);
        var folder = Path.Combine(Home, "datasets", name);
        Directory.CreateDirectory(Path.Combine(folder, "codelists"));
        await File.WriteAllTextAsync(Path.Combine(folder, "datapackage.json"), json.ToJsonString(), Ct);
        foreach (var list in Directory.EnumerateFiles(Path.Combine(Thessaloniki, "codelists")))
            File.Copy(list, Path.Combine(folder, "codelists", Path.GetFileName(list)), overwrite: true);

        var organizations = new OrganizationStore(Database, TimeProvider.System);
        var packages = new PackageStore(Database, new FixedSiteAddress(""), TimeProvider.System);
        await new Registration(Database, organizations, packages, new CodeListStore(Database)).SaveAsync(await DatasetFolder.ReadAsync(folder, Ct), Ct);
        return (await Sources.FindAsync(name, Ct))!;
    }

    /// <summary>The lines of the log that tell of trouble, for the message of a test that fails.</summary>
    public string Trouble => string.Join('\n', Log.Split('\n').Where(line => !line.Contains(" info: ", StringComparison.Ordinal)).TakeLast(60));

    public ProgramProcess StartWorker(params (string Name, string? Value)[] more)
    {
        var settings = new Dictionary<string, string?>(_settings);
        foreach (var (name, value) in more)
            settings[name] = value;
        var worker = Start(["work"], settings);
        _workers.Add(worker);
        return worker;
    }

    /// <summary>A command to its end; returns what it printed.</summary>
    public async Task<(int Code, string Output)> CommandAsync(params string[] arguments)
    {
        var before = Log.Length;
        var command = Start(arguments, _settings);
        await command.WaitForExitAsync(Ct);
        return (command.ExitCode, Log[before..]);
    }

    /// <summary>The run when it is over.</summary>
    public async Task<Run> EndOfAsync(long runId)
    {
        while (true)
        {
            try
            {
                if (await Runs.FindAsync(runId, Ct) is { FinishedAt: not null } run)
                    return run;
            }
            catch (Npgsql.NpgsqlException e) when (e.IsTransient)
            {
                // a test restarts the server
            }

            Assert.True(_workers.Exists(worker => !worker.HasExited), $"Run {runId} waits for a worker, and none is alive: {Trouble}");
            await Task.Delay(50, Ct);
        }
    }

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.Write.OpenConnectionAsync(Ct);
        return (await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: Ct)))!;
    }

    private ProgramProcess Start(IEnumerable<string> arguments, Dictionary<string, string?> settings)
    {
        var program = ProgramProcess.Start(Repository.Program("Etl.Jobs"), arguments, settings, Path.Combine(Home, "etl.log"));
        lock (_programs)
            _programs.Add(program);
        return program;
    }
}

/// <summary>Without a worker, until the test starts one.</summary>
public sealed class EmptySite : WorkerSite
{
    private EmptySite(string? database, params (string Name, string? Value)[] settings)
        : base(settings) => OwnDatabase = database;

    /// <param name="settings">Settings for the worker.</param>
    public static Task<EmptySite> StartAsync(params (string Name, string? Value)[] settings) => StartAsync(null, settings);

    /// <param name="database">A database on a server of its own.</param>
    /// <param name="settings">Settings for the worker.</param>
    public static async Task<EmptySite> StartAsync(string? database, params (string Name, string? Value)[] settings)
    {
        var site = new EmptySite(database, settings);
        await site.InitializeAsync();
        return site;
    }
}

/// <summary>With one worker running, shared by the tests of a class.</summary>
public sealed class RunningSite : WorkerSite
{
    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        StartWorker();
    }
}
