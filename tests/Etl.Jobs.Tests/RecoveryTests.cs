using OpenData.Core.Hosting;
using OpenData.Core.Jobs;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>Several workers, workers that die at any time, and a database that goes away: every run ends once.</summary>
public sealed class RecoveryTests
{
    [Fact]
    public async Task Killed_again_and_again_at_random_all_three_days_are_published_once()
    {
        await using var site = await EmptySite.StartAsync();
        var source = await site.HasSourceAsync();
        foreach (var day in TestSource.Days)
            source.Deliver(day);
        await site.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);

        var random = new Random(20160401);
        for (var i = 0; i < 8; i++)
        {
            var worker = site.StartWorker();
            await Task.Delay(random.Next(900, 2500), WorkerSite.Ct);
            worker.Kill();
            await worker.WaitForExitAsync(WorkerSite.Ct);
        }

        site.StartWorker();
        var runs = await source.EndOfAllAsync();

        Assert.Equal(["published", "published", "published"], runs.Select(run => run.Status));
        Assert.Equal(["0 258 0", "0 307 0"], (await source.VersionsAsync()).Skip(1).Select(v => $"{v.Resources[0].Added} {v.Resources[0].Changed} {v.Resources[0].Removed}"));
        await source.IsPublishedOnceAsync(runs[^1], 3);
    }

    [Fact]
    public async Task A_file_that_kills_every_worker_is_given_up()
    {
        WorkerSite.NeedsFaultPoints();
        await using var site = await EmptySite.StartAsync(("Etl__Attempts", "1"));
        var source = await site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        var id = await site.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);

        for (var i = 0; i < 2; i++)
            await site.StartWorker(("OPENDATA_FAULT", "check.inside")).WaitForExitAsync(WorkerSite.Ct);
        site.StartWorker(("OPENDATA_FAULT", "check.inside"));
        var run = await site.EndOfAsync(id);

        Assert.Equal(("failed", "check: begun 2 times without an end"), (run.Status, run.Reason));
        Assert.Equal(2, source.Waiting().Count);
    }

    [Fact]
    public async Task Two_workers_at_once_do_not_double_a_run()
    {
        await using var site = await EmptySite.StartAsync();
        var source = await site.HasSourceAsync();
        site.StartWorker();
        site.StartWorker();
        foreach (var day in TestSource.Days)
            source.Deliver(day);
        var id = await site.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);
        for (var i = 0; i < 20; i++)
            await site.Requests.EnqueueAsync(id, WorkerSite.Ct);
        for (var i = 0; i < 5; i++)
            site.Requests.Check(source.Source.Id);

        await site.EndOfAsync(id);
        var runs = await source.EndOfAllAsync();

        Assert.Equal(["published", "published", "published"], runs.Where(run => run.Status != "unchanged").Select(run => run.Status));
        Assert.All(runs.Where(run => run.Status == "published"), run => Assert.NotNull(run.PublishedVersion));
        Assert.Equal(["2016-04-01", "2016-04-15", "2016-04-29"], (await source.VersionsAsync()).Select(version => $"{version.Period:yyyy-MM-dd}"));
        Assert.All((await site.Runs.FindAsync(id, WorkerSite.Ct))!.Steps, step => Assert.Equal(1, step.Attempt));
    }

    [Theory]
    [InlineData("check.inside")]
    [InlineData("stage.inside")]
    [InlineData("publish.before-commit")]
    public async Task PostgreSQL_restarted_in_the_middle_the_run_ends_once(string point)
    {
        WorkerSite.NeedsFaultPoints();
        var home = Path.Combine(Path.GetTempPath(), $"opendata-pg-{Guid.NewGuid():N}"[..24]);
        Directory.CreateDirectory(home);
        var cluster = await PrivateCluster.StartAsync(home, durable: false, WorkerSite.Ct);
        try
        {
            await using var site = await EmptySite.StartAsync(cluster.ConnectionString);
            var source = await site.HasSourceAsync();
            source.Deliver(TestSource.Days[0]);
            var id = await site.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);
            var gate = Path.Combine(home, "gate");
            site.StartWorker(("OPENDATA_FAULT", $"{point}:wait:{gate}"));
            while (!File.Exists(gate + ".reached"))
                await Task.Delay(20, WorkerSite.Ct);

            await cluster.StopAsync(WorkerSite.Ct);
            await File.WriteAllTextAsync(gate, "", WorkerSite.Ct);
            await Task.Delay(TimeSpan.FromSeconds(1), WorkerSite.Ct);
            cluster = await PrivateCluster.StartAsync(home, durable: false, WorkerSite.Ct);
            var run = await site.EndOfAsync(id);

            await source.IsPublishedOnceAsync(run, 1);
        }
        finally
        {
            await cluster.StopAsync(CancellationToken.None);
            Directory.Delete(home, recursive: true);
        }
    }
}
