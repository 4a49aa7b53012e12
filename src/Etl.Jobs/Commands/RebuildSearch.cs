using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using OpenData.Core.Database;
using OpenData.Core.Search;

namespace Etl.Jobs.Commands;

/// <summary><c>rebuild-search</c>: makes the search index anew from the datasets. Needed after rows were written past the programs, such as by a restore without triggers.</summary>
internal static class RebuildSearch
{
    public static Task<int> RunAsync(CancellationToken ct) => CommandHost.RunAsync(async (services, token) =>
    {
        var done = 0L;
        await SearchIndex.RebuildAsync(services.GetRequiredService<Database>(), count => done = count, token);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{done} datasets indexed."));
        return 0;
    }, ct);
}
