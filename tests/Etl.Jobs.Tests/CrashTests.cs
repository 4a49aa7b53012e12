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
        WorkerSite.NeedsFaultPoints();
        var source = await shared.HasSourceAsync();
        shared.EnsureWorker();
        await source.PublishAsync(TestSource.Days[0]);
        source.Deliver(TestSource.Days[1]);
        shared.Arm(point);
        var id = await shared.Requests.StartAsync(new NewRun { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);

        await shared.DeathAsync();
        shared.EnsureWorker();
        var run = await shared.EndOfAsync(id);

        await source.IsPublishedOnceAsync(run, 2);
    }

    [Theory]
    [InlineData("end.file-moved")]
    [InlineData("end.before-end")]
    public async Task Killed_while_a_rejected_delivery_is_put_aside_the_run_ends_as_rejected_once(string point)
    {
        WorkerSite.NeedsFaultPoints();
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
}
