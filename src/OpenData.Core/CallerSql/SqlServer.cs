using Microsoft.Extensions.Logging;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Errors;

namespace OpenData.Core.CallerSql;

/// <summary>Connections as the roles of callers' SQL: pools of their own, made at the first query.</summary>
public sealed partial class SqlServer(Database.Database database, ILogger<SqlServer> log) : IAsyncDisposable
{
    private readonly SemaphoreSlim _starting = new(1);
    private readonly Dictionary<string, NpgsqlDataSource> _sources = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _roles = new(StringComparer.Ordinal);
    private SqlNames? _names;
    private bool _isImpossible;

    internal SqlBackends Backends { get; } = new(database, log);

    /// <summary>The name of the role of that kind in this database.</summary>
    internal string RoleOf(string kind) => _roles[kind];

    /// <summary>The allow-lists for this server. Makes the roles, where that was not done.</summary>
    /// <exception cref="NotFoundException">This database cannot answer callers' SQL; the log says why.</exception>
    internal async Task<SqlNames> StartAsync(CancellationToken ct)
    {
        if (_names is { } known)
            return known;
        await _starting.WaitAsync(ct);
        try
        {
            if (_isImpossible)
                throw Impossible;
            return _names ??= await PrepareAsync(ct);
        }
        finally
        {
            _starting.Release();
        }
    }

    /// <summary>A connection as the role of that kind.</summary>
    /// <exception cref="BusyException">PostgreSQL takes no more connections.</exception>
    internal async Task<NpgsqlConnection> OpenAsync(string kind, CancellationToken ct)
    {
        try
        {
            return await _sources[kind].OpenConnectionAsync(ct);
        }
        catch (NpgsqlException e) when (e is not PostgresException { SqlState: ['2', '8', ..] })
        {
            throw new BusyException();
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var source in _sources.Values)
            await source.DisposeAsync();
        _starting.Dispose();
    }

    private static NotFoundException Impossible => new("datastore_search_sql is not set up on this site");

    private async Task<SqlNames> PrepareAsync(CancellationToken ct)
    {
        if (!await SqlRoles.EnsureAsync(database, ct))
        {
            _isImpossible = true;
            Log.NoRoles(log);
            throw Impossible;
        }

        await using var connection = await database.Write.OpenConnectionAsync(ct);
        foreach (var kind in Enumerable.Range(1, SqlRoles.Lent).Select(SqlRoles.LentKind).Append(SqlRoles.Check).Append(SqlRoles.Public))
        {
            _roles[kind] = await SqlRoles.NameAsync(connection, kind, ct);
            _sources.TryAdd(kind, Source(_roles[kind], kind == SqlRoles.Check));
        }

        await using var check = await OpenAsync(SqlRoles.Check, ct);
        if (!await SqlTree.VerifyAsync(check, ct))
        {
            _isImpossible = true;
            Log.OtherTree(log, connection.PostgreSqlVersion);
            throw Impossible;
        }

        return await SqlNames.ReadAsync(connection, ct);
    }

    private NpgsqlDataSource Source(string role, bool isQuick)
    {
        var settings = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Username = role,
            Password = SqlRoles.Password(database.ConnectionString, role),
            ApplicationName = "opendata-sql",
            Options = "",
            MaxPoolSize = 16,
            MinPoolSize = 0,
            ConnectionIdleLifetime = 60,
            Timeout = 5,
            CommandTimeout = 0,        // the runner's own tokens, which also know how long it only waited for the reader
            CancellationTimeout = 400, // then the connection is broken: the caller has waited long enough
            MaxAutoPrepare = 0,
            NoResetOnClose = false,    // what a query left behind is gone before the next one
        };
        var builder = new NpgsqlDataSourceBuilder(settings.ConnectionString);
        builder.ConfigureTypeLoading(types => types.EnableTypeLoading(false));   // all values come as text, so nothing need be known of types
        builder.UsePhysicalConnectionInitializer(_ => throw new NotSupportedException(), async connection =>
        {
            if (!isQuick)
                BackendPriority.Lower(connection);
            await Backends.LimitAsync(connection);
        });
        return builder.Build();
    }

    private static partial class Log
    {
        [LoggerMessage(Level = LogLevel.Warning, Message = "datastore_search_sql is off: the database role of the catalog may not create roles (CREATEROLE)")]
        public static partial void NoRoles(ILogger logger);

        [LoggerMessage(Level = LogLevel.Error, Message = "datastore_search_sql is off: PostgreSQL {Version} writes analysed queries in a form that is not known")]
        public static partial void OtherTree(ILogger logger, Version version);
    }
}
