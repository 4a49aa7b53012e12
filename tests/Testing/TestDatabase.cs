using System.Security.Cryptography;
using System.Text;
using Npgsql;
using OpenData.Core.Database;

namespace OpenData.Testing;

/// <summary>A migrated database of its own, copied from one template. The server is the one of <c>OPENDATA_TEST_DB</c>, which <c>./test</c> sets.</summary>
public sealed class TestDatabase : IAsyncDisposable
{
    private static readonly SemaphoreSlim OneAtATime = new(1);

    private TestDatabase(string connectionString)
    {
        ConnectionString = connectionString;
        Database = new Database(connectionString);
    }

    public string ConnectionString { get; }

    public Database Database { get; }

    public static async Task<TestDatabase> CreateAsync(CancellationToken ct)
    {
        var server = Server();
        var template = await TemplateAsync(server, ct);
        var name = $"t_{Guid.NewGuid():N}";
        await ExecuteAsync(server, $"create database {name} template {template}", ct);
        return new TestDatabase(With(server, name) + ";Maximum Pool Size=30");
    }

    public async ValueTask DisposeAsync()
    {
        var name = new NpgsqlConnectionStringBuilder(ConnectionString).Database;
        await Database.DisposeAsync();
        await ExecuteAsync(Server(), $"drop database if exists {name} with (force)", CancellationToken.None);
    }

    private static string Server() => Environment.GetEnvironmentVariable("OPENDATA_TEST_DB")
        ?? throw new InvalidOperationException("OPENDATA_TEST_DB is not set. Run the tests with ./test, which starts a PostgreSQL for them.");

    /// <summary>One template per state of the migrations, made by whoever comes first among all test programs.</summary>
    private static async Task<string> TemplateAsync(string server, CancellationToken ct)
    {
        var migrations = string.Concat(Migrator.Embedded().Select(m => m.Sql));
        var name = $"template_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(migrations)))[..16]}";
        await OneAtATime.WaitAsync(ct);
        try
        {
            await using var connection = new NpgsqlConnection(server + ";Pooling=false");
            await connection.OpenAsync(ct);
            await using var take = new NpgsqlCommand("select pg_advisory_lock(7)", connection);
            await take.ExecuteNonQueryAsync(ct);   // released with the connection
            await using var exists = new NpgsqlCommand($"select 1 from pg_database where datname = '{name}'", connection);
            if (await exists.ExecuteScalarAsync(ct) is not null)
                return name;
            await using var create = new NpgsqlCommand($"create database {name}_new", connection);
            await create.ExecuteNonQueryAsync(ct);
            await using (var database = new Database(With(server, name + "_new") + ";Pooling=false"))
                await Migrator.MigrateAsync(database, ct);
            NpgsqlConnection.ClearAllPools();
            await using var rename = new NpgsqlCommand($"alter database {name}_new rename to {name}", connection);
            await rename.ExecuteNonQueryAsync(ct);
            return name;
        }
        finally
        {
            OneAtATime.Release();
        }
    }

    private static string With(string server, string database) => new NpgsqlConnectionStringBuilder(server) { Database = database }.ConnectionString;

    private static async Task ExecuteAsync(string server, string sql, CancellationToken ct)
    {
        await using var connection = new NpgsqlConnection(server + ";Pooling=false");
        await connection.OpenAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
