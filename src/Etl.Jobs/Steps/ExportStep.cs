using System.Text.Json.Nodes;
using Etl.Jobs.Running;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace Etl.Jobs.Steps;

/// <summary>Makes sure that the canonical CSV of each resource lies in the cache, and clears away what the run left behind: rows, stage tables, delivered files.</summary>
internal sealed class ExportStep(VersionStore versions, ExportCache exports, RunCleanup cleanup) : IRunStep
{
    public string Name => "export";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        var log = new JsonObject();
        foreach (var resource in context.Resources)
        {
            var bound = await versions.FindBoundAsync(resource.Id, new VersionRequest(context.Run.PublishedVersion, null), ct)
                ?? throw new InvalidOperationException($"{resource.Name} has no version {context.Run.PublishedVersion}");
            var csv = await exports.GetAsync(bound, ct);
            log[resource.Name] = new JsonObject { ["sha256"] = csv.Sha256, ["bytes"] = csv.Bytes };
            FaultPoint.Hit("export.inside");
        }

        await cleanup.ClearAsync(context, "published", ct);
        return new StepResult { Log = log, OutputHash = StepHashes.Of(log) };
    }
}
