using OpenData.Core.Datastore;

namespace Catalog.Api.Datastore;

/// <summary>Searching and dumping rows.</summary>
internal static class DatastoreServices
{
    public static void AddDatastore(this IServiceCollection services)
    {
        services.AddOptions<DatastoreOptions>().BindConfiguration("Datastore").ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<DatastoreSources>();
    }
}
