using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace OpenData.Core.Hosting;

/// <summary>
/// Ends a program when the one that started it is gone, however it went: the parent holds the other end of standard input, and the system closes it.
/// On only where the parent says so (<c>OPENDATA_PARENT_PIPE=1</c>).
/// </summary>
public static class ParentWatch
{
    internal const string Variable = "OPENDATA_PARENT_PIPE";

    public static IServiceCollection AddParentWatch(this IServiceCollection services) =>
        Environment.GetEnvironmentVariable(Variable) == "1" ? services.AddHostedService<Watch>() : services;

    private sealed class Watch(IHostApplicationLifetime lifetime) : IHostedService
    {
        public Task StartAsync(CancellationToken ct)
        {
            new Thread(Wait) { IsBackground = true, Name = "parent watch" }.Start();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken ct) => Task.CompletedTask;

        private void Wait()
        {
            using var input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[64];
            while (input.Read(buffer) > 0)
            {
            }

            lifetime.StopApplication();
        }
    }
}
