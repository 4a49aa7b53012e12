using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Commands;

/// <summary><c>check SOURCE</c>: asks the worker to look at a source now, as its schedule would. SOURCE is its number or the name of its dataset.</summary>
internal static class Check
{
    public static Task<int> RunAsync(string source, CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        var found = await services.GetRequiredService<SourceStore>().FindAsync(source, token)
            ?? throw new CommandException($"There is no source {source}. Give its number or the name of its dataset.");
        services.GetRequiredService<RunRequests>().Check(found.Id);
        Console.WriteLine($"{found.PackageName}, source {found.Id} ({found.Name}): the worker was asked to look.");
        return 0;
    }, ct);
}
