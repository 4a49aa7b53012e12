using Hangfire.PostgreSql;
using Hangfire.PostgreSql.Factories;
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

    public static PostgreSqlStorage Create(string connectionString) => new(
        new NpgsqlConnectionFactory(connectionString, Options()), Options());

    private static PostgreSqlStorageOptions Options() => new()
    {
        SchemaName = "hangfire",
        PrepareSchemaIfNecessary = false,
        // A job whose worker died is taken up by another one after this time; a living worker keeps renewing it.
        UseSlidingInvisibilityTimeout = true,
        InvisibilityTimeout = TimeSpan.FromSeconds(60),
        QueuePollInterval = TimeSpan.FromSeconds(1),
    };
}
