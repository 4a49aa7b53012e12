using Dapper;
using OpenData.Core.Jobs;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>A worker that can be held at a place of its work.</summary>
public sealed class HeldSite : WorkerSite
{
    private int _gates;

    /// <summary>Starts a run of the source in a worker of its own that waits at the point.</summary>
    public async Task<(long RunId, string Gate)> HoldAsync(TestSource source, string point)
    {
        NeedsFaultPoints();
        var gate = Path.Combine(Home, $"gate-{Interlocked.Increment(ref _gates)}");
        await File.WriteAllTextAsync(Path.Combine(Home, "fault"), $"{point}:wait:{gate}", Ct);
        var id = await Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, Ct);
        while (!File.Exists(gate + ".reached"))
            await Task.Delay(20, Ct);
        File.Delete(Path.Combine(Home, "fault"));
        return (id, gate);
    }

    public async Task<Run> ReleaseAsync(long runId, string gate)
    {
        await File.WriteAllTextAsync(gate, "", Ct);
        return await EndOfAsync(runId);
    }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        StartWorker(("OPENDATA_FAULT", $"@{Path.Combine(Home, "fault")}"));
    }
}

/// <summary>What happens to a run from outside while it goes on.</summary>
public sealed class RunTests(HeldSite site) : IClassFixture<HeldSite>
{
    [Fact]
    public async Task A_cancelled_run_stops_and_its_files_are_put_aside()
    {
        var source = await site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        var (id, gate) = await site.HoldAsync(source, "check.inside");

        await site.Requests.CancelAsync(id, WorkerSite.Ct);
        await File.WriteAllTextAsync(gate, "", WorkerSite.Ct);
        var run = await site.EndOfAsync(id);

        Assert.Equal("cancelled", run.Status);
        Assert.Empty(source.Waiting());
        Assert.Equal(2, source.After("cancelled", id).Count);
        Assert.Empty(await source.VersionsAsync());
        Assert.Equal(1, (await source.PublishAsync(TestSource.Days[0])).PublishedVersion);
    }

    [Fact]
    public async Task A_queued_run_is_cancelled_at_once_and_the_one_behind_it_goes_on()
    {
        var (first, second) = (await site.HasSourceAsync(), WorkerSite.Ct);
        first.Deliver(TestSource.Days[0]);
        var (running, gate) = await site.HoldAsync(first, "check.inside");
        var cancelled = await site.Requests.StartAsync(new NewRun { SourceId = first.Source.Id, Trigger = "manual" }, second);
        var behind = await site.Requests.StartAsync(new NewRun { SourceId = first.Source.Id, Trigger = "manual" }, second);

        await site.Requests.CancelAsync(cancelled, second);
        await site.ReleaseAsync(running, gate);

        Assert.Equal("cancelled", (await site.Runs.FindAsync(cancelled, second))!.Status);
        Assert.Equal(("unchanged", "nothing-delivered"), ((await site.EndOfAsync(behind)).Status, (await site.EndOfAsync(behind)).Findings[0].Rule));
    }

    [Fact]
    public async Task Runs_of_one_dataset_end_in_the_order_of_their_ids_whichever_job_comes_first()
    {
        var source = await site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        var (first, gate) = await site.HoldAsync(source, "fetch.inside");
        source.Deliver(TestSource.Days[1]);
        var second = await site.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);
        for (var i = 0; i < 10; i++)
            await site.Requests.EnqueueAsync(second, WorkerSite.Ct);

        Assert.Equal("queued", (await site.Runs.FindAsync(second, WorkerSite.Ct))!.Status);
        await site.ReleaseAsync(first, gate);

        Assert.Equal((1, 2), ((await site.EndOfAsync(first)).PublishedVersion, (await site.EndOfAsync(second)).PublishedVersion));
    }

    [Fact]
    public async Task When_another_version_became_current_meanwhile_the_difference_is_made_again()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(TestSource.Days[0]);
        await source.PublishAsync(TestSource.Days[1]);
        source.Deliver(TestSource.Days[2]);
        var (id, gate) = await site.HoldAsync(source, "step.publish.begin");

        await ExecuteAsync("""
            update ver.dataset_version set state = 'withdrawn' where package_id = @PackageId and v = 2;
            update catalog.package set current_version = 1 where id = @PackageId
            """, source);
        var run = await site.ReleaseAsync(id, gate);

        Assert.Equal(("published", 3, 1), (run.Status, run.PublishedVersion, run.BaseVersion));
        Assert.Equal(2, run.Steps.Single(step => step.Step == "diff").Attempt);
        var version = (await source.VersionsAsync())[^1];
        Assert.Equal(1, version.BaseVersion);
        Assert.Equal("67985923.76", version.Resources[0].Totals["phase"]["paid"]);
    }

    [Fact]
    public async Task Staged_rows_that_a_crash_of_the_server_emptied_are_staged_again_and_never_published_empty()
    {
        var source = await site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        var (id, gate) = await site.HoldAsync(source, "step.publish.begin");

        var table = await site.ScalarAsync<string>("select tablename from pg_tables where schemaname = 'stage' and tablename like @name order by 1 limit 1", new { name = $"s_{id}_%" });
        await ExecuteAsync($"truncate stage.{table}", source);
        var run = await site.ReleaseAsync(id, gate);

        Assert.Equal(("published", 2), (run.Status, run.Steps.Single(step => step.Step == "stage").Attempt));
        Assert.Equal(5785, (await source.VersionsAsync())[0].Resources[0].RowCount);
    }

    [Fact]
    public async Task Normalized_rows_that_are_no_longer_what_was_written_are_written_again()
    {
        var source = await site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        var (id, gate) = await site.HoldAsync(source, "step.normalize.end");

        var rows = Path.Combine(site.Files, "work", $"run-{id}", "expenditure.rows");
        await using (var file = File.OpenWrite(rows))
            file.SetLength(file.Length / 2);
        var run = await site.ReleaseAsync(id, gate);

        Assert.Equal(("published", 2), (run.Status, run.Steps.Single(step => step.Step == "normalize").Attempt));
        Assert.Equal("55694120.86", (await source.VersionsAsync())[0].Resources[0].Totals["phase"]["paid"]);
    }

    [Fact]
    public async Task A_file_that_was_replaced_while_its_run_went_on_stays_for_the_next_run()
    {
        var source = await site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        var (id, gate) = await site.HoldAsync(source, "check.inside");

        source.Deliver($"Expenses/{TestSource.Days[0]}.csv", TestSource.Edited("Expenses", TestSource.Days[0], lines => lines[41] = lines[41].Replace(";0,00;", ";0,01;", StringComparison.Ordinal)));
        var run = await site.ReleaseAsync(id, gate);

        Assert.Equal("published", run.Status);
        Assert.Equal([$"Expenses/{TestSource.Days[0]}.csv"], source.Waiting());
        Assert.Equal([$"Incomes/{TestSource.Days[0]}.csv"], source.After("done", id));
    }

    private async Task ExecuteAsync(string sql, TestSource source)
    {
        await using var connection = await site.Database.Write.OpenConnectionAsync(WorkerSite.Ct);
        await connection.ExecuteAsync(new CommandDefinition(sql, source.Source, cancellationToken: WorkerSite.Ct));
    }
}
