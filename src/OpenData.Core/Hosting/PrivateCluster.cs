using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace OpenData.Core.Hosting;

/// <summary>
/// The PostgreSQL cluster that the catalog starts for itself when no connection string is given: own data folder, a Unix socket that only its account may use,
/// no TCP. A server that survived its parent is adopted; one that was killed recovers at the next start.
/// </summary>
public sealed class PrivateCluster
{
    private const int LongestSocketPath = 107;
    private const string SocketName = "/.s.PGSQL.5432";
    private readonly UnixAccount _account;
    private readonly string _binaries;
    private readonly string _folder;

    private PrivateCluster(UnixAccount account, string binaries, string folder, string socket)
    {
        (_account, _binaries, _folder) = (account, binaries, folder);
        ConnectionString = ConnectionTo(socket, "opendata");
    }

    /// <summary>For the database <c>opendata</c>.</summary>
    public string ConnectionString { get; }

    private string Data => Path.Combine(_folder, "data");

    /// <summary>Makes the cluster at the first start, starts it, and waits until it answers.</summary>
    /// <param name="home">The installation's folder.</param>
    /// <param name="durable">False only for tests: no waiting for the disk.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="ClusterException">PostgreSQL is missing or does not start; the message says what to do.</exception>
    public static async Task<PrivateCluster> StartAsync(string home, bool durable, CancellationToken ct)
    {
        var account = new UnixAccount();
        Directory.CreateDirectory(home);
        var folder = await PlaceAsync(account, Path.GetFullPath(home), ct);
        var version = Path.Combine(folder, "data", "PG_VERSION");
        var binaries = Binaries(File.Exists(version) ? (await File.ReadAllTextAsync(version, ct)).Trim() : null);

        var socket = SocketOf(home, folder);
        await account.MakeFolderAsync(folder, ct);
        await account.MakeFolderAsync(socket, ct);

        var cluster = new PrivateCluster(account, binaries, folder, socket);
        await cluster.InitializeAsync(socket, durable, ct);
        await cluster.StartServerAsync(socket, ct);
        await CreateDatabaseAsync(socket, ct);
        return cluster;
    }

    /// <summary>Connection string of the cluster of a home where one was made, or null. Whether it runs is for the caller to find out.</summary>
    public static string? FindConnectionString(string home)
    {
        home = Path.GetFullPath(home);
        var named = Path.Combine(home, "postgres.location");
        var folder = File.Exists(named) ? File.ReadAllText(named).Trim() : Path.Combine(home, "postgres");
        return Directory.Exists(folder) ? ConnectionTo(SocketOf(home, folder), "opendata") : null;
    }

    /// <summary>Stops the server: open transactions are rolled back, nothing else is lost.</summary>
    public Task StopAsync(CancellationToken ct) =>
        _account.RunAsync(Path.Combine(_binaries, "pg_ctl"), ["-D", Data, "-m", "fast", "-t", "4", "-w", "stop"], ct);

    /// <summary>In the home where the account can reach it and the socket's path fits, else under /var/lib/opendata, named in the home.</summary>
    private static async Task<string> PlaceAsync(UnixAccount account, string home, CancellationToken ct)
    {
        var named = Path.Combine(home, "postgres.location");
        if (File.Exists(named))
            return (await File.ReadAllTextAsync(named, ct)).Trim();
        var folder = Path.Combine(home, "postgres");
        var fits = Encoding.UTF8.GetByteCount(folder + "/socket" + SocketName) <= LongestSocketPath;
        if (!account.IsOther || (fits && await account.CanEnterAsync(home, ct)))
            return folder;

        var elsewhere = Path.Combine("/var/lib/opendata", Short(home));
        Directory.CreateDirectory("/var/lib/opendata");
        await File.WriteAllTextAsync(named, elsewhere + "\n", ct);
        return elsewhere;
    }

    private static string SocketOf(string home, string folder)
    {
        var socket = Path.Combine(folder, "socket");
        return Encoding.UTF8.GetByteCount(socket + SocketName) > LongestSocketPath ? Path.Combine(Path.GetTempPath(), $"opendata-{Environment.UserName}-{Short(home)}") : socket;
    }

    private async Task InitializeAsync(string socket, bool durable, CancellationToken ct)
    {
        if (!File.Exists(Path.Combine(Data, "PG_VERSION")))
        {
            if (Directory.Exists(Data))
                Directory.Delete(Data, recursive: true);   // an initdb that was killed half way
            string[] arguments = ["-D", Data, "-U", "opendata", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-instructions"];
            await RequireAsync("initdb", [.. arguments, durable ? "--data-checksums" : "--no-sync"], ct);
            await File.AppendAllTextAsync(Path.Combine(Data, "postgresql.conf"), "\ninclude 'opendata.conf'\n", ct);
        }

        await File.WriteAllTextAsync(Path.Combine(Data, "opendata.conf"), Settings(socket, durable), ct);
    }

    private static string Settings(string socket, bool durable)
    {
        var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 20;   // MB, the container's limit where there is one
        var buffers = durable ? Math.Clamp(memory / 8, 64, 4096) : 128;
        return string.Create(CultureInfo.InvariantCulture, $"""
            # Written anew at each start.
            listen_addresses = ''
            unix_socket_directories = '{socket}'
            unix_socket_permissions = 0700
            # 50 dumps of slow readers and 32 quick searches leave more than half to the others.
            max_connections = 200
            max_locks_per_transaction = 1024
            shared_buffers = {buffers}MB
            effective_cache_size = {Math.Max(memory / 2, 128)}MB
            work_mem = {Math.Clamp(memory / 512, 8, 64)}MB
            maintenance_work_mem = {Math.Clamp(memory / 32, 64, 512)}MB
            max_wal_size = 2GB
            wal_compression = on
            random_page_cost = 1.1
            jit = off
            timezone = 'UTC'
            log_timezone = 'UTC'
            fsync = {(durable ? "on" : "off")}
            synchronous_commit = {(durable ? "on" : "off")}
            full_page_writes = {(durable ? "on" : "off")}

            """);
    }

    private async Task StartServerAsync(string socket, CancellationToken ct)
    {
        var output = "";
        for (var attempt = 0; attempt < 40; attempt++)
        {
            // Status and pid files lie for a moment after a kill: only an answer counts.
            if (await AnswersAsync(socket, ct))
                return;
            (_, output) = await _account.RunAsync(
                Path.Combine(_binaries, "pg_ctl"), ["-D", Data, "-l", Path.Combine(_folder, "postgres.log"), "-w", "-t", "60", "start"], ct);
            if (await AnswersAsync(socket, ct))
                return;
            await Task.Delay(TimeSpan.FromMilliseconds(250), ct);
        }

        throw new ClusterException($"PostgreSQL does not start; its log is {_folder}/postgres.log. {output}");
    }

    private static async Task<bool> AnswersAsync(string socket, CancellationToken ct)
    {
        try
        {
            await using var connection = new NpgsqlConnection(ConnectionTo(socket, "postgres") + ";Timeout=5;Pooling=false");
            await connection.OpenAsync(ct);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;   // not there yet, or still recovering
        }
    }

    private static async Task CreateDatabaseAsync(string socket, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo(socket, "postgres") + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var exists = new NpgsqlCommand("select 1 from pg_database where datname = 'opendata'", connection);
        if (await exists.ExecuteScalarAsync(ct) is not null)
            return;
        await using var create = new NpgsqlCommand("create database opendata", connection);
        await create.ExecuteNonQueryAsync(ct);
    }

    private async Task RequireAsync(string program, IEnumerable<string> arguments, CancellationToken ct)
    {
        var (code, output) = await _account.RunAsync(Path.Combine(_binaries, program), arguments, ct);
        if (code != 0)
            throw new ClusterException($"{program} ended with {code}: {output}");
    }

    /// <summary>The newest installed PostgreSQL from 15 on, or the one that made the data.</summary>
    private static string Binaries(string? madeBy)
    {
        const string debian = "/usr/lib/postgresql";
        var found = Directory.Exists(debian)
            ? Directory.GetDirectories(debian)
                .Where(folder => File.Exists(Path.Combine(folder, "bin", "postgres")))
                .Select(folder => (Folder: Path.Combine(folder, "bin"), Version: int.TryParse(Path.GetFileName(folder), out var number) ? number : 0))
                .Where(item => item.Version >= 15)
                .ToList()
            : [];
        if (madeBy is not null)
        {
            found.RemoveAll(item => item.Version.ToString(CultureInfo.InvariantCulture) != madeBy);
            if (found.Count == 0)
                throw new ClusterException($"The data were made by PostgreSQL {madeBy}, which is not installed. Type: apt-get install -y postgresql-{madeBy}");
        }

        return found.Count == 0
            ? throw new ClusterException("PostgreSQL 15 or newer is not installed. Type: apt-get install -y postgresql")
            : found.MaxBy(item => item.Version).Folder;
    }

    private static string ConnectionTo(string socket, string database) => $"Host={socket};Username=opendata;Database={database}";

    private static string Short(string path) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Path.GetFullPath(path))))[..12];
}

/// <summary>The private cluster cannot run; the message says what to do.</summary>
public sealed class ClusterException(string message) : Exception(message);
