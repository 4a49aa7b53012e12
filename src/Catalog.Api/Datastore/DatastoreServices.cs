using OpenData.Core.Datastore;
using OpenData.Core.Hosting;

namespace Catalog.Api.Datastore;

/// <summary>Searching and dumping rows.</summary>
internal static class DatastoreServices
{
    public static void AddDatastore(this IServiceCollection services)
    {
        services.AddSection<DatastoreOptions>();
        services.AddScoped<DatastoreSources>();
    }
}
