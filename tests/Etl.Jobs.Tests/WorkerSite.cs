using System.Text.Json.Nodes;
using Dapper;
using Hangfire;
using OpenData.Core.Database;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;
using OpenData.Testing;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>A database and a files folder of its own, the real worker on them, and a dataset folder that the test may change. No web program.</summary>
public sealed class WorkerSite : IAsyncDisposable
{
    public static readonly string Thessaloniki = Path.Combine(Repository.Root, "datasets", "thessaloniki-budget");
    private readonly TestDatabase _database;
    private readonly Dictionary<string, string?> _settings;
    private readonly List<ProgramProcess> _programs = [];

    private WorkerSite(TestDatabase database, string home, Dictionary<string, string?> settings)
    {
        (_database, Home, _settings) = (database, home, settings);
        var storage = JobStorageFactory.Create(database.ConnectionString, new JobOptions());
        Runs = new RunStore(Database);
        Sources = new SourceStore(Database, storage);
        Requests = new RunRequests(Database, new BackgroundJobClient(storage), TimeProvider.System);
    }

    public string Home { get; }

    public Database Database => _database.Database;

    public RunStore Runs { get; }

    public SourceStore Sources { get; }

    public RunRequests Requests { get; }

    public string Files => Path.Combine(Home, "files");

    public string Inbox => Path.Combine(Files, "inbox", "thessaloniki-budget");

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>The settings make waiting short; give others, such as <c>Etl__MaxFileBytes</c>.</summary>
    public static async Task<WorkerSite> StartAsync(params (string Name, string? Value)[] settings)
    {
        var database = await TestDatabase.CreateAsync(Ct);
        var home = Path.Combine(Path.GetTempPath(), $"opendata-etl-{Guid.NewGuid():N}"[..26]);
        var all = new Dictionary<string, string?>
        {
            ["ConnectionStrings__OpenData"] = database.ConnectionString,
            ["Files__Root"] = Path.Combine(home, "files"),
            ["DOTNET_ENVIRONMENT"] = "Testing",
            ["Etl__SettleSeconds"] = "0",
            ["Etl__RetryMilliseconds"] = "50",
            ["Jobs__InvisibilitySeconds"] = "2",
            ["Jobs__SweepSeconds"] = "1",
            ["Jobs__PollMilliseconds"] = "100",
        };
        foreach (var (name, value) in settings)
            all[name] = value;
        return new WorkerSite(database, home, all);
    }

    /// <summary>Registers a dataset folder, the one of Thessaloniki unless another is given.</summary>
    public async Task<Source> RegisterAsync(string? folder = null)
    {
        await CommandAsync("register", folder ?? Thessaloniki);
        var name = JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(folder ?? Thessaloniki, "datapackage.json"), Ct))!["name"]!.GetValue<string>();
        return (await Sources.FindAsync(name, Ct))!;
    }

    public ProgramProcess StartWorker(params (string Name, string? Value)[] more) =>
        Start(["work"], new Dictionary<string, string?>(_settings.Concat(more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value))).DistinctBy(pair => pair.Key)));

    /// <summary>A command to its end; returns what it printed.</summary>
    public async Task<string> CommandAsync(params string[] arguments)
    {
        var before = Log.Length;
        var command = Start(arguments, _settings);
        await command.WaitForExitAsync(Ct);
        Assert.True(command.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {command.ExitCode}: {Log}");
        return Log[before..];
    }

    /// <summary>Starts a run by hand and waits for its end.</summary>
    public async Task<Run> RunAsync(Source source, bool correction = false) =>
        await EndOfAsync(await Requests.StartAsync(new NewRun { SourceId = source.Id, Trigger = "manual", Correction = correction }, Ct));

    /// <summary>The run when it is over.</summary>
    public async Task<Run> EndOfAsync(long runId)
    {
        while (true)
        {
            var run = await Runs.FindAsync(runId, Ct);
            if (run?.FinishedAt is not null)
                return run;
            await Task.Delay(50, Ct);
        }
    }

    /// <summary>All runs of a source, oldest first, when none is open any more.</summary>
    public async Task<IReadOnlyList<Run>> EndOfAllAsync(Source source)
    {
        while (true)
        {
            var runs = await Runs.ListAsync(new RunQuery { SourceId = source.Id, IncludePrivate = true, Limit = 1000 }, Ct);
            if (runs.All(run => run.FinishedAt is not null))
                return [.. runs.Reverse()];
            await Task.Delay(50, Ct);
        }
    }

    /// <summary>Delivers both real files of a day, such as <c>2016_04_01_22.54</c>, into the drop folder.</summary>
    public void Deliver(string day)
    {
        foreach (var folder in new[] { "Expenses", "Incomes" })
            Deliver($"{folder}/{day}.csv", Original(folder, day));
    }

    /// <summary>The bytes of a real file.</summary>
    public static byte[] Original(string folder, string day) => File.ReadAllBytes(Path.Combine(Thessaloniki, "data", folder, $"{day}.csv"));

    /// <summary>Puts bytes into the drop folder, by a rename.</summary>
    public void Deliver(string path, byte[] bytes)
    {
        var target = Path.Combine(Inbox, path);
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        File.WriteAllBytes(target + ".part", bytes);
        File.Move(target + ".part", target, overwrite: true);
    }

    /// <summary>Every file under <c>inbox</c>, <c>done</c>, <c>rejected</c> and <c>cancelled</c>, by path.</summary>
    public IReadOnlyList<string> Delivered() =>
    [
        .. new[] { "inbox", "done", "rejected", "cancelled" }.Select(folder => Path.Combine(Files, folder)).Where(Directory.Exists)
            .SelectMany(folder => Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            .Select(path => Path.GetRelativePath(Files, path)).Order(StringComparer.Ordinal),
    ];

    public async Task<T> ScalarAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await Database.Write.OpenConnectionAsync(Ct);
        return (await connection.ExecuteScalarAsync<T>(new CommandDefinition(sql, parameters, cancellationToken: Ct)))!;
    }

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

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_programs.Select(program => program.DisposeAsync().AsTask()));
        await _database.DisposeAsync();
        if (Directory.Exists(Home))
            Directory.Delete(Home, recursive: true);
    }

    private ProgramProcess Start(IEnumerable<string> arguments, Dictionary<string, string?> settings)
    {
        var program = ProgramProcess.Start(Repository.Program("Etl.Jobs"), arguments, settings, Path.Combine(Home, "etl.log"));
        _programs.Add(program);
        return program;
    }
}
