using System.Text.Json.Nodes;
using Budget.Importers;
using Etl.Jobs.Running;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Steps;

/// <summary>Records for each file which line gave its first budget line, and what that holds: the header was found and its columns are known. Findings are left to the check.</summary>
internal sealed class MapStep(FileLines lines) : IRunStep
{
    public string Name => "map";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        var log = new JsonObject();
        foreach (var resource in context.Resources)
        {
            log[resource.Name] = await FirstLineAsync(context, resource, ct);
            FaultPoint.Hit("map.inside");
        }

        return new StepResult { Log = log, InputHash = StepHashes.FilesAndMapping(context), OutputHash = StepHashes.Of(log) };
    }

    private async Task<JsonNode?> FirstLineAsync(RunContext context, RunResource resource, CancellationToken ct)
    {
        await foreach (var line in lines.ReadAsync(context, resource, new FindingLog(), ct))
        {
            var values = resource.Mapping.Fields.Zip(line.Values, (field, value) => KeyValuePair.Create(field.Name, (JsonNode?)RowText.Of(field, value)));
            return new JsonObject { ["line"] = line.SourceLine, ["first"] = new JsonObject(values) };
        }

        return null;
    }
}
