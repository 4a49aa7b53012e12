namespace OpenData.Core.Jobs;

/// <summary>Asks the worker to look at a source: its recurring job. Makes runs for what it finds.</summary>
public interface ICheckSource
{
    /// <summary>Starting it twice is harmless.</summary>
    Task RunAsync(long sourceId, CancellationToken ct);
}

/// <summary>Asks the worker to carry out one run of <c>etl.run</c>, from its last finished step.</summary>
public interface IRunSource
{
    /// <summary>Starting it twice, also at once, is harmless: the second start finds the lock taken and returns.</summary>
    Task RunAsync(long runId, CancellationToken ct);
}

/// <summary>Asks the worker to carry out one load of <c>etl.load</c>.</summary>
public interface IRunLoad
{
    /// <summary>Starting it twice is harmless: only one can publish.</summary>
    Task RunAsync(long loadId, CancellationToken ct);
}

/// <summary>Hangfire serves queues in the order of their names.</summary>
public static class Queues
{
    public const string Interactive = "b-interactive";
    public const string Scheduled = "c-scheduled";

    public static readonly string[] All = [Interactive, Scheduled];
}
