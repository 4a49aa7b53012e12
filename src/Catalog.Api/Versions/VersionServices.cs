namespace Catalog.Api.Versions;

/// <summary>What is asked and done about versions.</summary>
internal static class VersionServices
{
    public static void AddVersions(this IServiceCollection services)
    {
        services.AddSingleton<VersionResults>();
        services.AddSingleton<Memento>();
    }
}
