using System.Globalization;
using System.Text.Json.Nodes;
using Budget.Importers;
using Budget.Importers.Checks;
using Etl.Jobs.Running;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Steps;

/// <summary>Reads the files to their end: everything that is wrong with them, their control totals, and the rules between them. One error rejects the delivery.</summary>
internal sealed class CheckStep(FileLines lines) : IRunStep
{
    public string Name => "check";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        var findings = new FindingLog();
        var totals = new List<ControlTotals>();
        foreach (var resource in context.Resources)
        {
            var total = new ControlTotals(resource.Mapping);
            await foreach (var line in lines.ReadAsync(context, resource, findings, ct))
                total.Add(line);
            totals.Add(total);
            FaultPoint.Hit("check.inside");
        }

        if (!findings.HasErrors)
            TableChecks.CheckDelivery(context.Mapping, totals, findings);

        var log = new JsonObject(totals.Select(total => KeyValuePair.Create(total.Resource, (JsonNode?)new JsonObject
        {
            ["rows"] = total.SourceRows,
            ["lines"] = total.Lines,
            ["totals"] = new JsonObject(total.Totals.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)pair.Value.ToString(CultureInfo.InvariantCulture)))),
        })));
        var hash = StepHashes.Of(log);
        log["findings"] = new JsonObject(findings.Counts.Select(pair => KeyValuePair.Create(pair.Key.Rule, (JsonNode?)pair.Value)));
        return new StepResult
        {
            Rows = totals.Sum(total => total.Lines),
            Log = log,
            InputHash = StepHashes.FilesAndMapping(context),
            OutputHash = hash,
            EndsAs = findings.HasErrors ? "rejected" : null,
        }.With(findings);
    }
}
