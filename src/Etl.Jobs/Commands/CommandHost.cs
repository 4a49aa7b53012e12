using Budget.Importers.Mapping;
using Etl.Jobs.Fetching;
using Etl.Jobs.Importing;
using Etl.Jobs.Loading;
using Etl.Jobs.Registering;
using Etl.Jobs.Running;
using Etl.Jobs.Steps;
using Hangfire;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core;
using OpenData.Core.Cubes;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;
using OpenData.Core.Packages;

namespace Etl.Jobs.Commands;

/// <summary>Settings and services of the commands, and the sentence for what goes wrong in them.</summary>
internal static class CommandHost
{
    /// <summary>Environment variables and <c>appsettings.json</c>; without a connection string the installation in <c>OPENDATA_HOME</c>.</summary>
    public static HostApplicationBuilder CreateBuilder()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        if (string.IsNullOrEmpty(builder.Configuration.GetConnectionString("OpenData")) && Environment.GetEnvironmentVariable("OPENDATA_HOME") is { Length: > 0 } home)
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["ConnectionStrings:OpenData"] = PrivateCluster.FindConnectionString(home)
                    ?? throw new CommandException($"Nothing is installed in {home}. Start it with ./run, or set ConnectionStrings__OpenData."),
                ["Files:Root"] = Path.Combine(Path.GetFullPath(home), "files"),
            });
        }

        builder.Logging.ClearProviders().AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("Hangfire", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
        AddServices(builder.Services);
        return builder;
    }

    /// <summary>Runs a command's work with its services, checked settings first.</summary>
    /// <param name="work">Returns the exit code.</param>
    /// <param name="ct">Told to stop.</param>
    /// <param name="configure">Settings that this command needs otherwise.</param>
    /// <returns>The exit code: 0, or 1 with a sentence on standard error.</returns>
    public static async Task<int> RunAsync(Func<IServiceProvider, CancellationToken, Task<int>> work, CancellationToken ct, Action<HostApplicationBuilder>? configure = null)
    {
        try
        {
            var builder = CreateBuilder();
            configure?.Invoke(builder);
            using var host = builder.Build();
            host.Services.GetService<IStartupValidator>()?.Validate();
            return await work(host.Services, ct);
        }
        catch (Exception e) when (Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }

    /// <summary>What a person can do something about; null for anything else, which is a bug and flies.</summary>
    public static string? Sentence(Exception e) => e switch
    {
        CommandException or CatalogException or ClusterException => e.Message,
        OptionsValidationException options => $"Settings: {string.Join("; ", options.Failures)}",
        MappingException mapping => $"The mapping cannot be used:\n{mapping.Message}",
        PostgresException { SqlState: PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidSchemaName } => "The database is not migrated. Run: ./opendata migrate",
        NpgsqlException database => $"The database does not answer: {database.Message}",
        FileNotFoundException or DirectoryNotFoundException => e.Message,
        _ => null,
    };

    private static void AddServices(IServiceCollection services)
    {
        services.AddSection<DatabaseOptions>();
        services.AddSection<FileStoreOptions>();
        services.AddSection<EtlOptions>();
        services.AddSection<FetchOptions>();
        services.AddSingleton<IValidateOptions<FetchOptions>, FetchOptionsCheck>();
        services.AddSingleton<ISiteAddress>(new FixedSiteAddress(""));
        services.AddCatalogCore();
        services.AddJobs();
        services.AddSingleton<IRecurringJobManager>(provider => new RecurringJobManager(provider.GetRequiredService<JobStorage>()));
        services.AddSingleton<OpenData.Core.Versions.Publisher>();
        services.AddSingleton<CodeListStore>();

        services.AddSingleton<Inbox>().AddSingleton<GuardedHttp>().AddSingleton<SourceFiles>().AddSingleton<FolderFetcher>().AddSingleton<HttpFetcher>();
        services.AddSingleton<FileLines>().AddSingleton<WorkFolder>();
        services.AddSingleton<FetchStep>().AddSingleton<DetectStep>().AddSingleton<MapStep>().AddSingleton<CheckStep>().AddSingleton<NormalizeStep>();
        services.AddSingleton<StageStep>().AddSingleton<DiffStep>().AddSingleton<PublishStep>().AddSingleton<ExportStep>();
        services.AddSingleton<RunLog>().AddSingleton<RunCleanup>().AddSingleton<RunWalker>().AddSingleton<Schedules>();
        services.AddSingleton<LoadFiles>().AddScoped<IRunLoad, RunLoad>();
        services.AddScoped<IRunSource, RunSource>().AddScoped<ICheckSource, CheckSource>();
        services.AddSingleton<Registration>().AddSingleton<Samples>();
        services.AddSingleton<CatalogImport>();
    }
}

/// <summary>A command cannot do what was asked; the message says why and what to do.</summary>
internal sealed class CommandException(string message) : Exception(message);
