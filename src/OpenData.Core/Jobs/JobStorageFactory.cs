using Hangfire;
using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
using Newtonsoft.Json;
using Npgsql;

namespace OpenData.Core.Jobs;

/// <summary>Hangfire's storage, the same for the program that asks and the program that does.</summary>
public static class JobStorageFactory
{
    /// <summary>Installs Hangfire's schema. Called by the migration only, under its lock: two servers that install at once corrupt it.</summary>
    public static void Install(string connectionString)
    {
        using var connection = new NpgsqlConnection(connectionString);
        connection.Open();
        PostgreSqlObjectsInstaller.Install(connection, "hangfire");
    }

    public static PostgreSqlStorage Create(string connectionString, JobOptions options)
    {
        Configure();
        var storage = new PostgreSqlStorageOptions
        {
            SchemaName = "hangfire",
            PrepareSchemaIfNecessary = false,
            UseSlidingInvisibilityTimeout = true,
            InvisibilityTimeout = TimeSpan.FromSeconds(options.InvisibilitySeconds),
            // Hangfire keeps its locks as rows, and a connection that breaks leaves one behind: the next taker removes it after this time, not after ten minutes.
            DistributedLockTimeout = TimeSpan.FromSeconds(30),
            QueuePollInterval = TimeSpan.FromMilliseconds(options.PollMilliseconds),
        };
        var named = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "opendata jobs" };
        return new PostgreSqlStorage(new NpgsqlConnectionFactory(named.ConnectionString, storage), storage);
    }

    /// <summary>Hangfire's process-wide settings: no types in arguments (security rule 26) and no retry, because a run repeats its own step (design B.6).</summary>
    private static void Configure()
    {
        lock (GlobalJobFilters.Filters)
        {
            var retries = GlobalJobFilters.Filters.Select(filter => filter.Instance).OfType<AutomaticRetryAttribute>().ToList();
            if (retries is [{ Attempts: 0 }])
                return;
            foreach (var retry in retries)
                GlobalJobFilters.Filters.Remove(retry);
            GlobalJobFilters.Filters.Add(new AutomaticRetryAttribute { Attempts = 0 });
            GlobalConfiguration.Configuration
                .SetDataCompatibilityLevel(CompatibilityLevel.Version_180)
                .UseSimpleAssemblyNameTypeSerializer()
                .UseSerializerSettings(new JsonSerializerSettings { TypeNameHandling = TypeNameHandling.None });
        }
    }
}
