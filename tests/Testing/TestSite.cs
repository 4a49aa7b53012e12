using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Hosting;

namespace OpenData.Testing;

/// <summary>The real programs on a database of their own: the web program always, workers as the test asks for them.</summary>
public sealed class TestSite : IAsyncDisposable
{
    private readonly TestDatabase _database;
    private readonly Dictionary<string, string?> _settings;
    private readonly List<ProgramProcess> _programs = [];

    private TestSite(TestDatabase database, string home, Uri address, Dictionary<string, string?> settings)
    {
        (_database, Home, Address, _settings) = (database, home, address, settings);
        Client = new HttpClient { BaseAddress = address };
    }

    /// <summary>A folder of its own: files, logs, inboxes.</summary>
    public string Home { get; }

    public string Files => Path.Combine(Home, "files");

    public Uri Address { get; }

    /// <summary>Anonymous. Cookies and redirects as HttpClient's defaults.</summary>
    public HttpClient Client { get; }

    public Database Database => _database.Database;

    public string ConnectionString => _database.ConnectionString;

    /// <summary>The sysadmin's token.</summary>
    public string Token { get; private set; } = "";

    /// <param name="settings">Environment variables for the programs, such as <c>Etl__SettleSeconds</c>.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<TestSite> StartAsync(IReadOnlyDictionary<string, string?>? settings, CancellationToken ct)
    {
        var database = await TestDatabase.CreateAsync(ct);
        var home = Path.Combine(Path.GetTempPath(), $"opendata-test-{Guid.NewGuid():N}"[..28]);
        Directory.CreateDirectory(home);
        var all = new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>())
        {
            ["ConnectionStrings__OpenData"] = database.ConnectionString,
            ["Files__Root"] = Path.Combine(home, "files"),
            ["DOTNET_ENVIRONMENT"] = "Testing",
            ["ASPNETCORE_ENVIRONMENT"] = "Testing",
        };
        all.TryAdd("Etl__SettleSeconds", "0");
        all.TryAdd("Jobs__InvisibilitySeconds", "2");
        all.TryAdd("Jobs__SweepSeconds", "1");
        var site = new TestSite(database, home, new Uri($"http://127.0.0.1:{FreePort()}"), all);
        site.Token = (await File.ReadAllTextAsync(await AdminToken.EnsureAsync(site.Database, home, TimeProvider.System, ct), ct)).Trim();
        await site.StartWebAsync(ct);
        return site;
    }

    /// <summary>A client with the sysadmin's token.</summary>
    public HttpClient CreateAdminClient()
    {
        var client = new HttpClient { BaseAddress = Address };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue(Token);
        return client;
    }

    /// <summary>Starts a worker; more settings for this one, such as <c>OPENDATA_FAULT</c>.</summary>
    public ProgramProcess StartWorker(params (string Name, string? Value)[] more) =>
        Start("Etl.Jobs", ["work"], new Dictionary<string, string?>(_settings.Concat(more.Select(pair => KeyValuePair.Create(pair.Name, pair.Value)))));

    /// <summary>Runs a command of the worker program to its end, such as <c>register DIR</c>.</summary>
    public async Task RunCommandAsync(string[] arguments, CancellationToken ct)
    {
        var command = Start("Etl.Jobs", arguments, _settings);
        await command.WaitForExitAsync(ct);
        if (command.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', arguments)} ended with {command.ExitCode}: {Log("Etl.Jobs")}");
    }

    /// <summary>What the programs of that project wrote.</summary>
    public string Log(string project)
    {
        var path = Path.Combine(Home, "logs", $"{project}.log");
        if (!File.Exists(path))
            return "";
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        return reader.ReadToEnd();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Task.WhenAll(_programs.Select(program => program.DisposeAsync().AsTask()));
        await _database.DisposeAsync();
        Directory.Delete(Home, recursive: true);
    }

    /// <summary>Starts the web program: also again, after it died.</summary>
    public async Task StartWebAsync(CancellationToken ct)
    {
        var web = Start("Catalog.Api", ["--urls", Address.ToString()], _settings);
        for (var attempt = 0; attempt < 600; attempt++)
        {
            if (web.HasExited)
                break;
            try
            {
                using var response = await Client.GetAsync(new Uri("/api/3", UriKind.Relative), ct);
                if (response.StatusCode == HttpStatusCode.OK)
                    return;
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            await Task.Delay(50, ct);
        }

        throw new InvalidOperationException($"The web program did not start: {Log("Catalog.Api")}");
    }

    private ProgramProcess Start(string project, IEnumerable<string> arguments, Dictionary<string, string?> settings)
    {
        var program = ProgramProcess.Start(Repository.Program(project), arguments, settings, Path.Combine(Home, "logs", $"{project}.log"));
        lock (_programs)
            _programs.Add(program);
        return program;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
