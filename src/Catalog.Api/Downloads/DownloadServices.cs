using OpenData.Core.Exports;

namespace Catalog.Api.Downloads;

/// <summary>The forms of versions that this program writes; the others are OpenData.Core's.</summary>
internal static class DownloadServices
{
    public static void AddDownloads(this IServiceCollection services)
    {
        services.AddSingleton<ExportFormat, JsonLinesFormat>();
        services.AddSingleton<ExportFormat, WorkbookFormat>();
        services.AddScoped<DataPackageFiles>();
    }
}
