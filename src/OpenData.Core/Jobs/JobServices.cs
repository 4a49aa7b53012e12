using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using OpenData.Core.Database;
using OpenData.Core.Hosting;

namespace OpenData.Core.Jobs;

public static class JobServices
{
    /// <summary>What both programs need to ask for work and to read about it. Expects <see cref="Database.Database"/> and a clock.</summary>
    public static IServiceCollection AddJobs(this IServiceCollection services)
    {
        services.AddSection<JobOptions>();
        services.AddSingleton<JobStorage>(provider => JobStorageFactory.Create(
            provider.GetRequiredService<IOptions<DatabaseOptions>>().Value.OpenData, provider.GetRequiredService<IOptions<JobOptions>>().Value));
        services.AddSingleton<IBackgroundJobClient>(provider => new BackgroundJobClient(provider.GetRequiredService<JobStorage>()));
        services.AddSingleton<SourceStore>();
        services.AddSingleton<RunStore>();
        services.AddSingleton<RunRequests>();
        services.AddSection<LoadingOptions>();
        services.AddSingleton<LoadStore>();
        services.AddSingleton<Admin.QueuedJobs>();
        return services;
    }
}
