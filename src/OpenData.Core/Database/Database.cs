using Dapper;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OpenData.Core.Database;

/// <summary>
/// The two data sources (design E.2): <see cref="Write"/> for publishing and administration, <see cref="Read"/> for everything bound to a version. Who takes one of their connections leaves
/// nothing behind but what a transaction takes with it: no setting, lock or temporary table of the session. So nothing need be reset before the next one; for others there is <see cref="Session"/>.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    static Database() => DefaultTypeMap.MatchNamesWithUnderscores = true;   // owner_org -> OwnerOrg; Dapper is silent otherwise

    public Database(IOptions<DatabaseOptions> options)
        : this(options.Value.OpenData, options.Value.OpenDataRead) { }

    /// <param name="connectionString">Of the primary.</param>
    /// <param name="readConnectionString">Of a replica, or empty for the primary.</param>
    public Database(string connectionString, string readConnectionString = "")
    {
        ConnectionString = connectionString;
        _readConnectionString = readConnectionString.Length == 0 ? connectionString : readConnectionString;
        Write = Build(connectionString);
        Read = readConnectionString.Length == 0 ? Write : Build(readConnectionString);
        Session = Build(connectionString, resets: true);
        Costly = BuildReaders("", 64, isCostly: true);
    }

    private readonly string _readConnectionString;

    public string ConnectionString { get; }

    public NpgsqlDataSource Write { get; }

    public NpgsqlDataSource Read { get; }

    /// <summary>Connections of the primary for locks and settings that outlast a transaction: each is reset when it comes back.</summary>
    public NpgsqlDataSource Session { get; }

    /// <summary>Connections of <see cref="Read"/> for what may take long: sums, dumps, files.</summary>
    public NpgsqlDataSource Costly { get; }

    /// <summary>Connections for reads with settings of their own, such as a time that no statement may exceed: set once for each connection instead of with each statement.</summary>
    /// <param name="settings">As <c>-c name=value</c>.</param>
    /// <param name="most">Connections at most.</param>
    /// <param name="isCostly">Their statements stand back behind all others (<see cref="BackendPriority"/>) and have bounds of memory and of disk.</param>
    public NpgsqlDataSource BuildReaders(string settings, int most, bool isCostly = false)
    {
        // One processor for each: parallel workers would stand in front of others, and be more than there are places.
        const string alone = "-c max_parallel_workers_per_gather=0", memory = "-c work_mem=32MB -c hash_mem_multiplier=1";
        var builder = new NpgsqlConnectionStringBuilder(_readConnectionString)
        {
            MaxPoolSize = most,
            CommandTimeout = 0,            // the server's settings say when it is enough
        };
        builder.Options = $"{builder.Options} {alone} {(isCostly ? memory : "")} {settings}".Trim();
        return Build(builder.ConnectionString, isCostly: isCostly);
    }

    public async ValueTask DisposeAsync()
    {
        if (!ReferenceEquals(Read, Write))
            await Read.DisposeAsync();
        await Session.DisposeAsync();
        await Costly.DisposeAsync();
        await Write.DisposeAsync();
    }

    private static NpgsqlDataSource Build(string connectionString, bool resets = false, bool isCostly = false)
    {
        // In one zone everywhere: the text of an instant is part of what is hashed and shown.
        var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "opendata", Timezone = "UTC", NoResetOnClose = !resets };
        settings.ReadBufferSize = Math.Max(settings.ReadBufferSize, 64 * 1024);   // a page of rows in one piece, dumps in few
        if (resets)
            settings.MaxPoolSize = 16;
        if (settings.MaxAutoPrepare == 0)
            settings.MaxAutoPrepare = 40;   // the same few statements answer most requests: planning them each time is most of their cost
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        if (isCostly)
            builder.UsePhysicalConnectionInitializer(connection => BoundAsync(connection).GetAwaiter().GetResult(), BoundAsync);
        return builder.Build();
    }

    /// <summary>A bound of the disk is for superusers to set, and for those whom they let: where we may not, or it is narrower, the server's own holds.</summary>
    private static async Task BoundAsync(NpgsqlConnection connection)
    {
        const string disk = """
            select set_config('temp_file_limit', '1GB', false)
             where has_parameter_privilege(current_user, 'temp_file_limit', 'set') and pg_size_bytes(current_setting('temp_file_limit')) not between 0 and pg_size_bytes('1GB')
            """;
        BackendPriority.Lower(connection);
        await connection.ExecuteAsync(disk);
    }
}
