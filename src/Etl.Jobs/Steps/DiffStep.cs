using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Budget.Importers;
using Budget.Importers.Checks;
using Dapper;
using Etl.Jobs.Running;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;

namespace Etl.Jobs.Steps;

/// <summary>Counts what would change and asks the rules about the history of the dataset (design B.5). Decides against which version, and whether the result becomes the current one.</summary>
internal sealed class DiffStep(Database database) : IRunStep
{
    public string Name => "diff";

    public async Task<StepResult> RunAsync(RunContext context, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var run = context.Run;
        var plan = await PublishPlan.MakeAsync(connection, context, run.Period, run.Files, ct);
        var counts = new Dictionary<string, RunCounts>(StringComparer.Ordinal);
        var previous = new List<PreviousResource>();
        var sameFields = true;
        foreach (var resource in context.Resources)
        {
            var rows = context.Logs["normalize"][resource.Name]!["rows"]!.GetValue<long>();
            if (await StagedRows.CountAsync(connection, StagedRows.Table(run.Id, resource.TableNo), ct) != rows)
                return new StepResult { BackTo = "stage" };
            var before = await FindBeforeAsync(connection, resource, plan.ComparedWith, ct);
            var changes = await RowTable.ExistsAsync(connection, resource.TableNo, ct)
                ? await Difference.OfStageAsync(connection, StagedRows.Table(run.Id, resource.TableNo), RowTable.Name(resource.TableNo), plan.ComparedWith, ct)
                : new ChangeCounts((int)rows, 0, 0);
            counts[resource.Name] = new RunCounts { Rows = rows, Added = changes.Added, Changed = changes.Changed, Removed = changes.Removed };
            sameFields &= before?.Fields == Field.ListToJson(await PublishedFields.OfAsync(connection, resource, ct));
            if (before is not null)
                previous.Add(ToPrevious(resource, before, changes));
            FaultPoint.Hit("diff.inside");
        }

        var findings = new FindingLog();
        if (plan.ComparedWith > 0)
            TableChecks.CheckHistory(context.Mapping, TotalsOf(context), previous, findings);
        var log = new JsonObject { ["compared_with"] = plan.ComparedWith, ["counts"] = JsonSerializer.SerializeToNode(counts, SourceState.Json) };
        var result = new StepResult
        {
            Rows = counts.Values.Sum(count => count.Added + count.Changed + count.Removed),
            Log = log,
            InputHash = StepHashes.Of(context.Logs["normalize"]),
            OutputHash = StepHashes.Of(log),
            EndsAs = findings.HasErrors ? "rejected" : null,
            Change = new RunChange
            {
                Kind = plan.Kind, ReplacesVersion = plan.ReplacesVersion, BaseVersion = plan.BaseVersion, ComparedWith = plan.ComparedWith, MovesCurrent = plan.MovesCurrent, Counts = counts,
            },
        }.With(findings);
        var version = plan.BaseVersion.ToString(CultureInfo.InvariantCulture);
        if (result.EndsAs is null && !plan.MovesCurrent)
            return result.With(StepResult.Info(JobRules.NotCurrent, null, ("period", run.Period?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "–"), ("version", version)));
        // A dated delivery is a version of its day even when nothing changed; an undated one without a change is no news.
        if (result.EndsAs is null && run.Period is null && plan.Kind == "data" && result.Rows == 0 && sameFields && plan.BaseVersion > 0)
            return (result with { EndsAs = "unchanged" }).With(StepResult.Info(JobRules.RowsUnchanged, null, ("version", version)));
        return result;
    }

    /// <summary>Control totals anew from what the check recorded, because a restart may lie in between.</summary>
    private static List<ControlTotals> TotalsOf(RunContext context) =>
    [
        .. context.Resources.Select(resource => ControlTotals.Of(resource.Mapping, context.Logs["check"][resource.Name]!["lines"]!.GetValue<int>(),
            context.Logs["check"][resource.Name]!["totals"]!.AsObject().ToDictionary(
                pair => pair.Key, pair => decimal.Parse(pair.Value!.GetValue<string>(), CultureInfo.InvariantCulture), StringComparer.Ordinal))),
    ];

    private static PreviousResource ToPrevious(RunResource resource, Before before, ChangeCounts changes) => new()
    {
        Resource = resource.Name,
        Lines = (int)before.RowCount,
        Removed = changes.Removed,
        Totals = JsonSerializer.Deserialize<Dictionary<string, Dictionary<string, string>>>(before.Totals)!.Values.FirstOrDefault()?
            .ToDictionary(pair => pair.Key, pair => decimal.Parse(pair.Value, CultureInfo.InvariantCulture), StringComparer.Ordinal) ?? [],
    };

    private static Task<Before?> FindBeforeAsync(NpgsqlConnection connection, RunResource resource, int version, CancellationToken ct) =>
        connection.QuerySingleOrDefaultAsync<Before?>(new CommandDefinition("""
            select fields::text as fields, row_count, totals::text as totals from ver.resource_version
             where resource_id = @Id and v <= @version order by v desc limit 1
            """, new { resource.Id, version }, cancellationToken: ct));

    private sealed record Before
    {
        private readonly string _fields = "";

        /// <summary>In the form that <see cref="Field.ListToJson"/> gives, whatever the database made of it.</summary>
        public string Fields { get => _fields; init => _fields = Field.ListToJson(Field.ListFromJson(value)); }

        public long RowCount { get; init; }

        public string Totals { get; init; } = "{}";
    }
}
