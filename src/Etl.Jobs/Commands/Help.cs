namespace Etl.Jobs.Commands;

/// <summary>What the commands are; also the answer to one that does not exist.</summary>
internal static class Help
{
    public static async Task<int> RunAsync()
    {
        await Console.Error.WriteLineAsync("""
            up [--empty] [--port N] [--home DIR]   start PostgreSQL, the worker and the web program, and load the demo datasets
            with-cluster HOME COMMAND...           run a command with OPENDATA_TEST_DB set to a private cluster
            """);
        return 2;
    }
}
