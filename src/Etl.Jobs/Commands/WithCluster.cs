using System.Diagnostics;
using OpenData.Core.Hosting;

namespace Etl.Jobs.Commands;

/// <summary><c>with-cluster HOME COMMAND...</c>: runs a command with <c>OPENDATA_TEST_DB</c> set to a private cluster that does not wait for the disk. What <c>./test</c> uses.</summary>
internal static class WithCluster
{
    public static async Task<int> RunAsync(string[] arguments, CancellationToken ct)
    {
        var cluster = await PrivateCluster.StartAsync(Path.GetFullPath(arguments[0]), durable: false, ct);
        try
        {
            var start = new ProcessStartInfo(arguments[1]) { Environment = { ["OPENDATA_TEST_DB"] = cluster.ConnectionString } };
            foreach (var argument in arguments.Skip(2))
                start.ArgumentList.Add(argument);
            using var process = Process.Start(start)!;
            await process.WaitForExitAsync(ct);
            return process.ExitCode;
        }
        finally
        {
            await cluster.StopAsync(CancellationToken.None);
        }
    }
}
