using System.Globalization;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>A worker that dies wherever the test says, and is started again.</summary>
public sealed class CrashSite : WorkerSite
{
    private ProgramProcess? _worker;

    private string FaultFile => Path.Combine(Home, "fault");

    /// <summary>From now on the worker dies there.</summary>
    public void Arm(string point)
    {
        File.WriteAllText(FaultFile + ".new", point);
        File.Move(FaultFile + ".new", FaultFile, overwrite: true);
    }

    /// <summary>Starts the worker, without a fault, unless it runs.</summary>
    public void EnsureWorker()
    {
        File.Delete(FaultFile);
        if (_worker is null || _worker.HasExited)
            _worker = StartWorker(("OPENDATA_FAULT", "@" + FaultFile));
    }

    /// <summary>Waits until the worker is dead.</summary>
    public async Task DeathAsync()
    {
        await _worker!.WaitForExitAsync(Ct);
        Assert.Equal(137, _worker.ExitCode);
    }
}

/// <summary>The worker is killed at every step boundary and inside each step; another one takes over. Each run ends once.</summary>
public sealed class CrashTests(CrashSite shared) : IClassFixture<CrashSite>
{
    private static readonly string[] Steps = ["fetch", "detect", "map", "check", "normalize", "stage", "diff", "publish", "export"];
    private static readonly string[] InPublish = ["publish.start", "publish.rows-closed", "publish.rows-written", "publish.before-commit", "publish.committed"];
    private static readonly string[] AtTheEnd = ["end.file-moved", "end.before-end"];

    public static TheoryData<string> Points() =>
    [
        .. Steps.SelectMany(step => new[] { $"step.{step}.begin", $"step.{step}.end" }),
        .. Steps.Where(step => step != "publish").Select(step => $"{step}.inside"),
        .. InPublish,
        .. AtTheEnd,
    ];

    [Theory]
    [MemberData(nameof(Points))]
    public async Task Killed_there_the_run_ends_once(string point)
    {
        Compiled();
        var source = await shared.HasSourceAsync();
        shared.EnsureWorker();
        await source.PublishAsync(TestSource.Days[0]);
        source.Deliver(TestSource.Days[1]);
        shared.Arm(point);
        var id = await shared.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);

        await shared.DeathAsync();
        shared.EnsureWorker();
        var run = await shared.EndOfAsync(id);

        await IsPublishedOnceAsync(source, run, 2);
    }

    [Theory]
    [InlineData("end.file-moved")]
    [InlineData("end.before-end")]
    public async Task Killed_while_a_rejected_delivery_is_put_aside_the_run_ends_as_rejected_once(string point)
    {
        Compiled();
        var source = await shared.HasSourceAsync();
        shared.EnsureWorker();
        source.Deliver(TestSource.Days[0]);
        source.Deliver($"Expenses/{TestSource.Days[0]}.csv", TestSource.Original("Expenses", TestSource.Days[0])[..^1]);
        shared.Arm(point);
        var id = await shared.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);

        await shared.DeathAsync();
        shared.EnsureWorker();
        var run = await shared.EndOfAsync(id);

        Assert.Equal(("rejected", 1), (run.Status, run.Errors));
        Assert.Empty(source.Waiting());
        Assert.Equal(2, source.After("rejected", run.Id).Count);
        Assert.Empty(await source.VersionsAsync());
    }

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
        await IsPublishedOnceAsync(source, runs[^1], 3);
    }

    [Fact]
    public async Task A_file_that_kills_every_worker_is_given_up()
    {
        Compiled();
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
        Compiled();
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
            Npgsql.NpgsqlConnection.ClearAllPools();
            var run = await site.EndOfAsync(id);

            await IsPublishedOnceAsync(source, run, 1);
        }
        finally
        {
            await cluster.StopAsync(CancellationToken.None);
            Directory.Delete(home, recursive: true);
        }
    }

    /// <summary>One version for each run, totals to the cent, the files moved, nothing left of the work.</summary>
    private static async Task IsPublishedOnceAsync(TestSource source, Run run, int versions)
    {
        Assert.True(run.Status == "published", $"{run.Status}: {TestSource.Sentences(run)} {source.Site.Trouble}");
        Assert.Equal(versions, run.PublishedVersion);
        var published = await source.VersionsAsync();
        Assert.Equal(Enumerable.Range(1, versions), published.Select(version => version.Version));
        Assert.Equal(Paid[versions - 1], published[^1].Resources[0].Totals["phase"]["paid"]);
        foreach (var resource in published[^1].Resources)
        {
            var table = await source.Site.ScalarAsync<int>("select table_no from catalog.resource where id = @ResourceId", resource);
            var (rows, keys) = (await source.Site.ScalarAsync<long>($"select count(*) from rows.r_{table} where _vf <= {versions} and {versions} < _vt"),
                await source.Site.ScalarAsync<long>($"select count(distinct _k) from rows.r_{table} where _vf <= {versions} and {versions} < _vt"));
            Assert.Equal((resource.RowCount, resource.RowCount), (rows, keys));
        }

        var sum = await source.Site.ScalarAsync<decimal>($"""
            select sum(amount) from rows.r_{await source.Site.ScalarAsync<int>("select table_no from catalog.resource where id = @ResourceId", published[^1].Resources[0])}
             where _vf <= {versions} and {versions} < _vt and phase = 'paid'
            """);
        Assert.Equal(Paid[versions - 1], sum.ToString(CultureInfo.InvariantCulture));
        Assert.Empty(source.Waiting());
        Assert.Equal(2, source.After("done", run.Id).Count);
        Assert.Equal(0, await source.Site.ScalarAsync<int>("select count(*) from pg_tables where schemaname = 'stage'"));
        Assert.False(Directory.Exists(Path.Combine(source.Site.Files, "work", $"run-{run.Id}")));
        Assert.Equal(run.Steps.Count, run.Steps.Count(step => step.Status == "done"));
    }

    private static readonly string[] Paid = ["55694120.86", "59959180.95", "67985923.76"];

    private static void Compiled() =>
        Assert.True(FaultPoint.Compiled, "This build has no fault points. Run the tests with ./test, or build with -p:FaultPoints=true.");
}
