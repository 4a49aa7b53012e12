namespace Catalog.Api.Uploads;

/// <summary>What files that people send need from the container.</summary>
internal static class UploadServices
{
    public static void AddUploads(this IServiceCollection services)
    {
        services.AddSingleton<ImageUploads>();
        services.AddHostedService<LeftoverSweep>();
    }
}
