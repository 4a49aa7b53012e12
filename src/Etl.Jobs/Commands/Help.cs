namespace Etl.Jobs.Commands;

/// <summary>What the commands are; also the answer to one that does not exist.</summary>
internal static class Help
{
    public static async Task<int> RunAsync()
    {
        await Console.Error.WriteLineAsync("""
            up [--empty] [--port N] [--home DIR]   start PostgreSQL, the worker and the web program, and load the demo datasets
            work                                   carry out runs and schedules until told to stop
            migrate                                bring the database to the state that this program needs
            rebuild-search                         make the search index anew from the datasets, while everything runs
            register [--with-samples] DIR...       make or update the datasets that these folders describe
            import-catalog FILE...                 take over another CKAN's organizations, groups, users and datasets (ckanapi dump, JSON lines)
            export-catalog FILE [--site ADDRESS]   write the whole catalog, private datasets too, as import-catalog reads it (JSON lines)
            collect-files                          free the stored files that nothing names any more; the worker does it every day
            check SOURCE                           ask the worker to look at a source (its number, or the name of its dataset) now
            doctor                                 say whether everything that the programs need is there
            with-cluster HOME COMMAND...           run a command with OPENDATA_TEST_DB set to a private cluster
            """);
        return 2;
    }
}
