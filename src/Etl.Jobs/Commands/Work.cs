using Etl.Jobs.Running;
using Hangfire;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Commands;

/// <summary><c>work</c>: the worker. Carries out runs and schedules until it is told to stop, within 5 s.</summary>
internal static class Work
{
    public static async Task<int> RunAsync(CancellationToken ct)
    {
        try
        {
            var builder = CommandHost.CreateBuilder();
            builder.Services.AddParentWatch();
            builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(4));
            builder.Services.AddHostedService<Sweeper>();
            builder.Services.AddHostedService<FileCollection>();
            builder.Services.AddHostedService<VersionCleanup>();
            builder.Services.AddHangfire((provider, hangfire) => hangfire.UseStorage(provider.GetRequiredService<JobStorage>()));
            builder.Services.AddHangfireServer((provider, server) =>
            {
                var workers = provider.GetRequiredService<IOptions<JobOptions>>().Value.Workers;
                server.Queues = Queues.All;
                server.WorkerCount = workers > 0 ? workers : Math.Max(2, Environment.ProcessorCount);
                server.StopTimeout = TimeSpan.FromSeconds(2);   // under the host's, both under the 5 s in which everything must have stopped (design B.2)
                server.SchedulePollingInterval = TimeSpan.FromSeconds(5);
            });
            using var host = builder.Build();
            await host.RunAsync(ct);
            return 0;
        }
        catch (Exception e) when (CommandHost.Sentence(e) is { } sentence)
        {
            await Console.Error.WriteLineAsync(sentence);
            return 1;
        }
    }
}
