using System.Globalization;
using OpenData.Core.Hosting;

namespace Etl.Jobs.Commands;

/// <summary><c>up [--empty] [--port N] [--home DIR]</c>: starts PostgreSQL, the worker and the web program, loads the demo datasets through the worker, and stays until it is told to stop.</summary>
internal static class Up
{
    public static async Task<int> RunAsync(string[] arguments, CancellationToken ct)
    {
        if (!TryParse(arguments, out var options, out var empty, out var problem))
        {
            await Console.Error.WriteLineAsync(problem);
            return 2;
        }

        await using var installation = new Installation(options, Console.WriteLine);
        try
        {
            await installation.StartAsync(ct);
            if (!empty)
                await DemoData.LoadAsync(installation, Console.WriteLine, ct);
            Announce(installation, empty);
            await installation.WatchAsync(ct);
            return 0;
        }
        catch (Exception e) when (CommandHost.Sentence(e) is not null)
        {
            await Console.Error.WriteLineAsync(CommandHost.Sentence(e));
            return 1;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return 0;
        }
    }

    private static void Announce(Installation installation, bool empty)
    {
        var pages = empty ? ["/dataset", "/developers"] : new[] { "/", "/budget", "/dataset/thessaloniki-budget", "/runs", "/developers" };
        Console.WriteLine($"""

            Ready: {installation.Address}
            {string.Join('\n', pages.Select(page => $"  {installation.Address}{page}"))}
            Token of the sysadmin admin: {installation.TokenFile}
            Stop with Ctrl-C.
            """);
    }

    private static bool TryParse(string[] arguments, out InstallationOptions options, out bool empty, out string problem)
    {
        var home = ".opendata";
        var port = 5000;
        (empty, problem) = (false, "");
        for (var i = 0; i < arguments.Length && problem.Length == 0; i++)
        {
            switch (arguments[i])
            {
                case "--empty":
                    empty = true;
                    break;
                case "--home" when i + 1 < arguments.Length:
                    home = arguments[++i];
                    break;
                case "--port" when i + 1 < arguments.Length && int.TryParse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is > 0 and < 65536:
                    i++;
                    break;
                default:
                    problem = $"{arguments[i]}: not understood here. Accepted: --empty, --port N (1 to 65535), --home DIR";
                    break;
            }
        }

        options = new InstallationOptions
        {
            Home = Path.GetFullPath(home),
            Port = port,
            Worker = typeof(Up).Assembly.Location,
            Web = Programs.Web,
            ConnectionString = Environment.GetEnvironmentVariable("ConnectionStrings__OpenData") ?? "",
        };
        return problem.Length == 0;
    }
}
