using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>The real days of April 2016 through the real worker.</summary>
public sealed class ThreeDaysTests(RunningSite site) : IClassFixture<RunningSite>
{
    [Fact]
    public async Task Three_days_in_the_folder_become_three_versions_in_the_order_of_their_names()
    {
        var source = await site.HasSourceAsync();
        foreach (var day in TestSource.Days.Reverse())
            source.Deliver(day);

        await source.RunAsync();
        var runs = await source.EndOfAllAsync();

        Assert.Equal(["published", "published", "published"], runs.Select(run => run.Status));
        Assert.Equal(["2016-04-01", "2016-04-15", "2016-04-29"], runs.Select(run => $"{run.Period:yyyy-MM-dd}"));
        Assert.Equal(["manual", "follow-up", "follow-up"], runs.Select(run => run.Trigger));
        var versions = await source.VersionsAsync();
        Assert.Equal([1, 2, 3], versions.Select(version => version.Version));
        Assert.Equal(["expenditure 0 258 0", "revenue 0 232 0"], versions[1].Resources.Select(r => $"{r.Name} {r.Added} {r.Changed} {r.Removed}"));
        Assert.Equal(["expenditure 0 307 0", "revenue 0 190 0"], versions[2].Resources.Select(r => $"{r.Name} {r.Added} {r.Changed} {r.Removed}"));
        Assert.Equal((5785, 1068), (versions[2].Resources[0].RowCount, versions[2].Resources[1].RowCount));
    }

    [Fact]
    public async Task When_a_run_has_ended_nothing_of_it_is_left_but_its_version_and_its_files_under_done()
    {
        var source = await site.HasSourceAsync();

        var run = await source.PublishAsync(TestSource.Days[0]);

        Assert.Empty(source.Waiting());
        Assert.Equal(["Expenses/2016_04_01_22.54.csv", "Incomes/2016_04_01_22.54.csv"], source.After("done", run.Id));
        Assert.Equal(0, await site.ScalarAsync<int>("select count(*) from pg_tables where schemaname = 'stage' and tablename like @name", new { name = $"s_{run.Id}_%" }));
        Assert.False(Directory.Exists(Path.Combine(site.Files, "work", $"run-{run.Id}")));
    }

    [Fact]
    public async Task Every_step_tells_how_long_it_took_and_what_went_in_and_out()
    {
        var source = await site.HasSourceAsync();

        var run = await source.PublishAsync(TestSource.Days[0]);

        Assert.Equal(["fetch", "detect", "map", "check", "normalize", "stage", "diff", "publish", "export"], run.Steps.Select(step => step.Step));
        Assert.All(run.Steps, step => Assert.Equal(("done", 1), (step.Status, step.Attempt)));
        Assert.All(run.Steps, step => Assert.NotNull(step.Seconds));
        Assert.All(run.Steps, step => Assert.NotNull(step.OutputHash));
        Assert.Equal(6853, run.Steps[3].Rows);
        Assert.Equal((5785L, 5785, 0, 0), (run.Counts["expenditure"].Rows, run.Counts["expenditure"].Added, run.Counts["expenditure"].Changed, run.Counts["expenditure"].Removed));
    }

    [Fact]
    public async Task Every_row_knows_file_and_line()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(TestSource.Days[0]);
        var table = await site.ScalarAsync<int>("select table_no from catalog.resource where package_id = @PackageId and name = 'expenditure'", source.Source);

        var wrong = await site.ScalarAsync<int>($"""
            select count(*) from rows.r_{table} r left join ver.source_file f on f.id = r._f
             where f.original_name is distinct from 'Expenses/2016_04_01_22.54.csv' or r._r not between 2 and 1158 or r._c not between 4 and 8
            """);

        Assert.Equal(0, wrong);
    }
}
