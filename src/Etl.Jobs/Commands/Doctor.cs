using Dapper;
using Etl.Jobs.Fetching;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Files;

namespace Etl.Jobs.Commands;

/// <summary><c>doctor</c>: says in one line each whether what the programs need is there. Exit code 1 when something is not.</summary>
internal static class Doctor
{
    public static Task<int> RunAsync(CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        var database = services.GetRequiredService<Database>();
        var bad = 0;
        foreach (var (name, look) in new (string, Func<Task<string>>)[]
        {
            ("database", () => ConnectionAsync(database, token)),
            ("migrations", () => MigrationsAsync(database, token)),
            ("job storage", () => Task.FromResult(Storage(services.GetRequiredService<JobStorage>()))),
            ("time zone", () => Task.FromResult(TimeZoneInfo.FindSystemTimeZoneById("Europe/Athens").Id)),
            ("files", () => FolderAsync(services.GetRequiredService<BlobStore>().Root, token)),
            ("inbox", () => FolderAsync(services.GetRequiredService<Inbox>().Root, token)),
            ("done", () => FolderAsync(Path.GetDirectoryName(services.GetRequiredService<Inbox>().Root)!, token)),
        })
        {
            try
            {
                Console.WriteLine($"ok    {name}: {await look()}");
            }
            catch (Exception e) when (e is NpgsqlException or CommandException or TimeZoneNotFoundException or IOException or UnauthorizedAccessException)
            {
                bad++;
                Console.WriteLine($"FAIL  {name}: {e.Message}");
            }
        }

        return bad == 0 ? 0 : 1;
    }, ct);

    private static async Task<string> ConnectionAsync(Database database, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var version = connection.PostgreSqlVersion;
        return version.Major >= 15 ? $"PostgreSQL {version}" : throw new CommandException($"PostgreSQL {version}, but 15 or newer is needed");
    }

    private static async Task<string> MigrationsAsync(Database database, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var applied = await connection.QueryAsync<int>(new CommandDefinition("select number from schema_migration", cancellationToken: ct));
        var missing = Migrator.Embedded().Where(migration => !applied.Contains(migration.Number)).Select(migration => migration.Name).ToList();
        return missing.Count == 0 ? $"{Migrator.Embedded().Count} applied" : throw new CommandException($"missing: {string.Join(", ", missing)}. Run: ./opendata migrate");
    }

    private static string Storage(JobStorage storage)
    {
        var figures = storage.GetMonitoringApi().GetStatistics();
        return $"{figures.Servers} workers, {figures.Recurring} schedules, {figures.Enqueued} waiting";
    }

    private static async Task<string> FolderAsync(string path, CancellationToken ct)
    {
        Directory.CreateDirectory(path);
        var probe = Path.Combine(path, $".doctor-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(probe, "", ct);
        File.Delete(probe);
        return $"{path} can be written";
    }
}
