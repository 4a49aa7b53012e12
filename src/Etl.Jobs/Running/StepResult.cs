using System.Text.Json.Nodes;
using Budget.Importers;
using OpenData.Core.Jobs;

namespace Etl.Jobs.Running;

/// <summary>One step of a run: a function of what earlier steps left to what later ones need. May be killed anywhere and begun again.</summary>
internal interface IRunStep
{
    /// <summary>Name in <c>etl.run_step</c>.</summary>
    string Name { get; }

    Task<StepResult> RunAsync(RunContext context, CancellationToken ct);
}

/// <summary>What a step leaves behind; written in one transaction with "done".</summary>
internal sealed record StepResult
{
    public long? Rows { get; init; }

    public byte[]? InputHash { get; init; }

    public byte[]? OutputHash { get; init; }

    public JsonObject Log { get; init; } = [];

    /// <summary>Kept findings, with the resource that each is about.</summary>
    public IReadOnlyList<RunFinding> Findings { get; init; } = [];

    /// <summary>All errors and warnings, those not kept included.</summary>
    public int Errors { get; init; }

    public int Warnings { get; init; }

    public RunChange Change { get; init; } = new();

    /// <summary>Runs to be made for the other days found.</summary>
    public int FollowUps { get; init; }

    /// <summary>Not null: the run ends here with this status.</summary>
    public string? EndsAs { get; init; }

    /// <summary>Not null: what this step needs is gone (a crash of the machine empties unlogged tables); go back to that step.</summary>
    public string? BackTo { get; init; }

    /// <summary>With the findings of a log.</summary>
    public StepResult With(FindingLog log) => this with
    {
        Findings = [.. Findings, .. log.Items.Select(item => ToRunFinding(item))],
        Errors = Errors + log.Errors,
        Warnings = Warnings + log.Warnings,
    };

    /// <summary>With one more finding.</summary>
    public StepResult With(RunFinding finding) => this with
    {
        Findings = [.. Findings, finding],
        Errors = Errors + (finding.Severity == "error" ? 1 : 0),
        Warnings = Warnings + (finding.Severity == "warning" ? 1 : 0),
    };

    public StepResult With(Finding finding) => With(ToRunFinding(finding));

    /// <summary>A finding that blocks nothing.</summary>
    public static RunFinding Info(string rule, string? value, params (string Name, string Value)[] args) => new()
    {
        Rule = rule,
        Severity = "info",
        Value = value,
        Args = args.ToDictionary(arg => arg.Name, arg => arg.Value, StringComparer.Ordinal),
    };

    private static RunFinding ToRunFinding(Finding finding) => new()
    {
        Rule = finding.Rule,
        Severity = finding.Severity == Severity.Error ? "error" : "warning",
        Resource = finding.Args.GetValueOrDefault("resource"),
        File = finding.File,
        Line = finding.Line,
        Column = finding.Column,
        Header = finding.Header,
        Value = finding.Value,
        Expected = finding.Expected,
        Args = finding.Args,
    };
}

/// <summary>Columns of <c>etl.run</c> that a step sets; null leaves one as it is.</summary>
internal sealed record RunChange
{
    public DateOnly? Period { get; init; }

    public IReadOnlyList<RunFile>? Files { get; init; }

    public byte[]? IdempotencyKey { get; init; }

    public string? Kind { get; init; }

    public int? ReplacesVersion { get; init; }

    public int? BaseVersion { get; init; }

    public int? ComparedWith { get; init; }

    public bool? MovesCurrent { get; init; }

    public IReadOnlyDictionary<string, RunCounts>? Counts { get; init; }
}
