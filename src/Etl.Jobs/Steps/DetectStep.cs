using System.Text.Json.Nodes;
using Budget.Importers.Detection;
using Etl.Jobs.Running;
using OpenData.Core.Files;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Steps;

/// <summary>Records what the first bytes of each file say: kind, encoding, delimiter. Whether that is what the mapping declares is for the check to tell.</summary>
internal sealed class DetectStep(BlobStore blobs) : IRunStep
{
    public string Name => "detect";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        var log = new JsonObject();
        foreach (var resource in context.Resources)
        {
            await using var file = blobs.OpenRead(context.File(resource).Sha256);
            var sample = await FileSample.ReadAsync(file, ct);
            var found = Detector.Detect(sample, resource.Mapping.Read);
            log[resource.Name] = new JsonObject
            {
                ["kind"] = sample.Kind.ToString().ToLowerInvariant(),
                ["encodings"] = new JsonArray([.. found.Encodings.Select(encoding => (JsonNode?)encoding)]),
                ["byte_order_mark"] = found.HasByteOrderMark,
                ["delimiter"] = found.Delimiter?.ToString(),
            };
            FaultPoint.Hit("detect.inside");
        }

        return new StepResult { Log = log, InputHash = StepHashes.Files(context), OutputHash = StepHashes.Of(log) };
    }
}
