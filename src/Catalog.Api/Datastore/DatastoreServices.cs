using OpenData.Core.Datastore;
using OpenData.Core.Hosting;

namespace Catalog.Api.Datastore;

/// <summary>Searching and dumping rows.</summary>
internal static class DatastoreServices
{
    public static void AddDatastore(this IServiceCollection services)
    {
        services.AddSection<DatastoreOptions>();
        services.AddOptions<DatastoreOptions>().Validate<IHostEnvironment>(
            (options, environment) => options.SqlCheck || environment.IsEnvironment("Testing"), "Datastore:SqlCheck=false is for tests only: it lets callers' SQL through unchecked");
        services.AddScoped<DatastoreSources>();
        services.AddSingleton<DumpDigests>();
        services.AddSingleton<DumpFiles>();
        services.AddHostedService<IndexMaker>();
    }
}
