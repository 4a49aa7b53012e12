using OpenData.Core.Hosting;

namespace Catalog.Api.Dcat;

/// <summary>What RDF needs from the container.</summary>
internal static class DcatServices
{
    public static void AddDcat(this IServiceCollection services)
    {
        services.AddSection<DcatOptions>();
        services.AddSingleton<DcatSiteReader>();
        services.AddSingleton<DcatReader>();
        services.AddSingleton<DcatDocuments>();
    }
}
