using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OpenData.Core.Access;
using OpenData.Core.Database;

namespace OpenData.Core.Hosting;

/// <summary>Where an installation lives and what it starts.</summary>
public sealed record InstallationOptions
{
    /// <summary>Folder of the database, the files, the logs and the token.</summary>
    public required string Home { get; init; }

    /// <summary>Port of the web program on 127.0.0.1.</summary>
    public required int Port { get; init; }

    /// <summary>Path of <c>Etl.Jobs.dll</c>.</summary>
    public required string Worker { get; init; }

    /// <summary>Path of <c>Catalog.Api.dll</c>.</summary>
    public required string Web { get; init; }

    /// <summary>An existing database; empty: a private cluster in the home.</summary>
    public string ConnectionString { get; init; } = "";

    /// <summary>False only for tests: the private cluster does not wait for the disk.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>More settings for both programs.</summary>
    public IReadOnlyDictionary<string, string?> Settings { get; init; } = new Dictionary<string, string?>();
}

/// <summary>Starts, watches and stops PostgreSQL and the two programs: used by <c>./run</c> and by the tests.</summary>
/// <param name="options">Where and what.</param>
/// <param name="say">Gets a line for each step, with its time.</param>
public sealed class Installation(InstallationOptions options, Action<string> say) : IAsyncDisposable
{
    private PrivateCluster? _cluster;
    private ProgramProcess? _worker;
    private ProgramProcess? _web;
    private FileStream? _lock;

    public string Address => string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{options.Port}");

    public string ConnectionString { get; private set; } = "";

    public string TokenFile { get; private set; } = "";

    public string Files => Path.Combine(options.Home, "files");

    /// <summary>Starts everything and returns when the web program answers.</summary>
    /// <exception cref="ClusterException">Something does not start; the message says what to do.</exception>
    public async Task StartAsync(CancellationToken ct)
    {
        Directory.CreateDirectory(options.Home);
        TakeLock();
        RequireFreePort();
        await StepAsync("PostgreSQL", StartDatabaseAsync, ct);
        await StepAsync("Migrations", MigrateAsync, ct);
        StartWorker();
        StartWeb();
        await StepAsync("Web program and worker", WaitForWebAsync, ct);
    }

    /// <summary>Restarts a program that ended, until <paramref name="ct"/>.</summary>
    public async Task WatchAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            if (_worker!.HasExited)
            {
                say($"The worker ended with {_worker.ExitCode}; starting it again (log: {LogFile("worker")})");
                await _worker.DisposeAsync();
                StartWorker();
            }

            if (_web!.HasExited)
            {
                say($"The web program ended with {_web.ExitCode}; starting it again (log: {LogFile("web")})");
                await _web.DisposeAsync();
                StartWeb();
            }

            await Task.Delay(TimeSpan.FromSeconds(1), ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Runs a step and says how long it took.</summary>
    public async Task StepAsync(string name, Func<CancellationToken, Task<string>> step, CancellationToken ct)
    {
        var start = TimeProvider.System.GetTimestamp();
        var detail = await step(ct);
        say(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(start).TotalSeconds,6:0.0} s  {name}{(detail.Length == 0 ? "" : ": ")}{detail}"));
    }

    /// <summary>Programs first, then the database; under 5 s.</summary>
    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(StopAsync(_web), StopAsync(_worker));
        if (_cluster is not null)
            await _cluster.StopAsync(CancellationToken.None);
        _lock?.Dispose();

        static Task StopAsync(ProgramProcess? program) => program?.DisposeAsync().AsTask() ?? Task.CompletedTask;
    }

    private void TakeLock()
    {
        try
        {
            _lock = new FileStream(Path.Combine(options.Home, "running.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            throw new ClusterException($"{options.Home} is in use by another start. Stop that one, or give another folder with --home.");
        }
    }

    /// <summary>Else the answer of another installation on that port would pass for this one's.</summary>
    private void RequireFreePort()
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, options.Port);
            listener.Start();
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            throw new ClusterException($"Port {options.Port} is in use or not allowed. Give another one with --port.");
        }
    }

    private async Task<string> StartDatabaseAsync(CancellationToken ct)
    {
        if (options.ConnectionString.Length > 0)
        {
            ConnectionString = options.ConnectionString;
            return "the one of ConnectionStrings__OpenData";
        }

        _cluster = await PrivateCluster.StartAsync(options.Home, options.Durable, ct);
        ConnectionString = _cluster.ConnectionString;
        return "private, for this folder only";
    }

    private async Task<string> MigrateAsync(CancellationToken ct)
    {
        await using var database = new Database.Database(ConnectionString);
        var done = await Migrator.MigrateAsync(database, ct);
        TokenFile = await AdminToken.EnsureAsync(database, options.Home, TimeProvider.System, ct);
        return done.Count == 0 ? "none new" : string.Join(", ", done);
    }

    private void StartWorker() => _worker = ProgramProcess.Start(options.Worker, ["work"], Settings(), LogFile("worker"));

    private void StartWeb() => _web = ProgramProcess.Start(options.Web, ["--urls", Address], Settings(), LogFile("web"));

    private async Task<string> WaitForWebAsync(CancellationToken ct)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var deadline = TimeProvider.System.GetUtcNow().AddSeconds(60);
        while (true)
        {
            if (_web!.HasExited)
                throw new ClusterException($"The web program ended with {_web.ExitCode}. {LastLines(LogFile("web"))}");
            if (_worker!.HasExited)
                throw new ClusterException($"The worker ended with {_worker.ExitCode}. {LastLines(LogFile("worker"))}");
            try
            {
                using var response = await client.GetAsync(new Uri($"{Address}/api/3/action/status_show"), ct);
                if (response.IsSuccessStatusCode)
                    return "";
            }
            catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !ct.IsCancellationRequested))
            {
                // not listening yet, or slow: the deadline decides
            }

            if (TimeProvider.System.GetUtcNow() > deadline)
                throw new ClusterException($"The web program does not answer. {LastLines(LogFile("web"))}");
            await Task.Delay(50, ct);
        }
    }

    private Dictionary<string, string?> Settings() => new(options.Settings)
    {
        ["ConnectionStrings__OpenData"] = ConnectionString,
        ["Files__Root"] = Files,
        ["DOTNET_ENVIRONMENT"] = Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT") ?? "Production",
    };

    private string LogFile(string program) => Path.Combine(options.Home, "logs", $"{program}.log");

    private static string LastLines(string file) =>
        File.Exists(file) ? $"The end of {file}:\n{string.Join('\n', File.ReadLines(file).TakeLast(20))}" : "";
}
