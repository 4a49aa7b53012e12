using System.Reflection;
using System.Security.Cryptography;
using Dapper;
using Npgsql;
using OpenData.Core.CallerSql;
using OpenData.Core.Jobs;
using OpenData.Core.Search;

namespace OpenData.Core.Database;

/// <summary>Brings a database to the state of the embedded <c>Migrations/NNNN_what.sql</c>: forward only, one transaction each, under one advisory lock; then Hangfire's own schema.</summary>
public static class Migrator
{
    private const long Lock = 0x4f70656e44617461;   // "OpenData": two programs that start at once migrate one after the other

    /// <summary>Applies what is missing and returns its names, oldest first.</summary>
    /// <exception cref="InvalidOperationException">An applied migration differs from the embedded file, or the database is newer than this program.</exception>
    public static async Task<IReadOnlyList<string>> MigrateAsync(Database database, CancellationToken ct)
    {
        await using var connection = await database.Session.OpenConnectionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_lock(@Lock)", new { Lock }, cancellationToken: ct));
        try
        {
            var done = await ApplyAsync(connection, ct);
            await SearchIndex.RebuildIfOldAsync(database, ct);
            await SqlRoles.EnsureAsync(database, ct);   // where the role may not, the web program says so when somebody asks
            JobStorageFactory.Install(database.ConnectionString);   // under the same lock: two servers that install at once corrupt the schema
            return done;
        }
        finally
        {
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_unlock(@Lock)", new { Lock }, cancellationToken: CancellationToken.None));
        }
    }

    private static async Task<IReadOnlyList<string>> ApplyAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        const string table = """
            create table if not exists schema_migration (
                number int primary key, name text not null, sha256 bytea not null, applied_at timestamptz not null default now())
            """;
        await connection.ExecuteAsync(new CommandDefinition(table, cancellationToken: ct));
        var applied = (await connection.QueryAsync<(int Number, string Name, byte[] Sha256)>(
            new CommandDefinition("select number, name, sha256 from schema_migration", cancellationToken: ct))).ToDictionary(row => row.Number);

        var all = Embedded();
        if (applied.Keys.FirstOrDefault(number => !all.Any(m => m.Number == number)) is var unknown and not 0)
            throw new InvalidOperationException($"The database has migration {unknown} ({applied[unknown].Name}), which this program does not know: start a newer one.");

        var done = new List<string>();
        foreach (var migration in all)
        {
            var hash = SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(migration.Sql));
            if (applied.TryGetValue(migration.Number, out var row))
            {
                if (!row.Sha256.AsSpan().SequenceEqual(hash))
                    throw new InvalidOperationException($"Migration {migration.Name} was changed after it had been applied: restore the file and write a new migration.");
                continue;
            }

            await using var transaction = await connection.BeginTransactionAsync(ct);
            // A large table takes its time: without a limit, else a database of 100,000 datasets could never be brought up to date.
            await connection.ExecuteAsync(new CommandDefinition(migration.Sql, transaction: transaction, commandTimeout: 0, cancellationToken: ct));
            await connection.ExecuteAsync(new CommandDefinition(
                "insert into schema_migration (number, name, sha256) values (@Number, @Name, @hash)",
                new { migration.Number, migration.Name, hash }, transaction, cancellationToken: ct));
            await transaction.CommitAsync(ct);
            done.Add(migration.Name);
        }

        return done;
    }

    /// <summary>The embedded migrations by number.</summary>
    public static IReadOnlyList<(int Number, string Name, string Sql)> Embedded()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith("Migrations/", StringComparison.Ordinal))
            .Select(name =>
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
                var file = name["Migrations/".Length..^".sql".Length];
                return (int.Parse(file[..4], System.Globalization.CultureInfo.InvariantCulture), file, reader.ReadToEnd());
            })
            .OrderBy(migration => migration.Item1)];
    }
}
