using OpenData.Core.Versions;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>The real days of April 2016 through the real worker.</summary>
public sealed class ThreeDaysTests
{
    [Fact]
    public async Task Three_days_in_the_folder_become_three_versions_in_the_order_of_their_names()
    {
        await using var site = await WorkerSite.StartAsync();
        var source = await site.RegisterAsync();
        foreach (var day in new[] { "2016_04_29_21.29", "2016_04_01_22.54", "2016_04_15_21.29" })
            site.Deliver(day);
        site.StartWorker();

        await site.RunAsync(source);
        var runs = await site.EndOfAllAsync(source);

        Assert.Equal(["published", "published", "published"], runs.Select(run => run.Status));
        Assert.Equal(["2016-04-01", "2016-04-15", "2016-04-29"], runs.Select(run => $"{run.Period:yyyy-MM-dd}"));
        Assert.Equal(["manual", "follow-up", "follow-up"], runs.Select(run => run.Trigger));
        var versions = (await new VersionStore(site.Database).ListAsync(source.PackageId, WorkerSite.Ct)).Reverse().ToList();
        Assert.Equal([1, 2, 3], versions.Select(version => version.Version));
        Assert.Equal(["expenditure 0 258 0", "revenue 0 232 0"], versions[1].Resources.Select(r => $"{r.Name} {r.Added} {r.Changed} {r.Removed}"));
        Assert.Equal(["expenditure 0 307 0", "revenue 0 190 0"], versions[2].Resources.Select(r => $"{r.Name} {r.Added} {r.Changed} {r.Removed}"));
        Assert.Equal("67985923.76", versions[2].Resources[0].Totals["phase"]["paid"]);
        Assert.Equal(6, site.Delivered().Count(path => path.StartsWith("done/", StringComparison.Ordinal)));
        Assert.Equal(0, await site.ScalarAsync<int>("select count(*) from pg_tables where schemaname = 'stage'"));
    }
}
