using Etl.Jobs.Running;

namespace Etl.Jobs.Fetching;

/// <summary>Gets the files of one delivery into the blob store.</summary>
internal interface IFetcher
{
    /// <summary>Files, period, findings, and whether the run ends here. Repeating it after a crash is harmless.</summary>
    Task<StepResult> FetchAsync(RunContext context, CancellationToken ct);
}
