namespace OpenData.Core.Jobs;

/// <summary>One run of a source: what <c>etl_run_show</c> and the page <c>/runs</c> tell.</summary>
public sealed record Run
{
    public required long Id { get; init; }

    public required long SourceId { get; init; }

    public required Guid PackageId { get; init; }

    /// <summary>Name of the dataset.</summary>
    public required string PackageName { get; init; }

    /// <summary>What made it: <c>schedule</c>, <c>manual</c>, <c>follow-up</c> (of a run that found several days) or <c>demo</c>.</summary>
    public required string Trigger { get; init; }

    /// <summary>Whether it may publish other bytes under a period that is published already.</summary>
    public required bool Correction { get; init; }

    /// <summary>The day that the source states, or null while unknown or when the source is undated.</summary>
    public DateOnly? Period { get; init; }

    /// <summary><c>queued</c>, <c>running</c>, <c>unchanged</c>, <c>awaiting_input</c>, <c>rejected</c>, <c>publishing</c>, <c>published</c>, <c>failed</c> or <c>cancelled</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The step it is in, or was in at its end; null before the first.</summary>
    public string? Step { get; init; }

    /// <summary>The dataset's current version that it was prepared against, or null before that was known.</summary>
    public int? BaseVersion { get; init; }

    /// <summary>The version that it published, or null.</summary>
    public int? PublishedVersion { get; init; }

    /// <summary>Rows and changes by resource.</summary>
    public required IReadOnlyDictionary<string, RunCounts> Counts { get; init; }

    /// <summary>Findings that blocked it, those not kept included.</summary>
    public required int Errors { get; init; }

    public required int Warnings { get; init; }

    /// <summary>Why it failed or was cancelled, short; null otherwise.</summary>
    public string? Reason { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When all of it was over, the files moved and the exports written; null: not yet.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>The original files, once fetched.</summary>
    public required IReadOnlyList<RunFile> Files { get; init; }

    /// <summary>In their order. Empty in lists.</summary>
    public IReadOnlyList<RunStep> Steps { get; init; } = [];

    /// <summary>The first 1,000 in the order found. Empty in lists.</summary>
    public IReadOnlyList<RunFinding> Findings { get; init; } = [];
}

/// <summary>Rows of one resource in a run, and what differs from the version it is compared with.</summary>
public sealed record RunCounts
{
    public long Rows { get; init; }

    public int Added { get; init; }

    public int Changed { get; init; }

    public int Removed { get; init; }
}

/// <summary>An original file of a run: at <c>/dataset/{name}/source/{sha256}</c> byte for byte.</summary>
public sealed record RunFile
{
    /// <summary>Name of the resource it belongs to; empty when it could not be placed.</summary>
    public required string Resource { get; init; }

    /// <summary>Path in the drop folder, or the last part of the address.</summary>
    public required string Name { get; init; }

    /// <summary>Lower-case hex; empty for a file that was refused unread.</summary>
    public required string Sha256 { get; init; }

    public required long Bytes { get; init; }

    /// <summary>Number in <c>ver.source_file</c>; 0 for a file that was refused unread.</summary>
    public required int FileId { get; init; }

    /// <summary>Where it was fetched from; null for a drop folder.</summary>
    public string? Address { get; init; }

    /// <summary>Time of the last change as the drop folder or the server stated it, or null.</summary>
    public DateTimeOffset? Modified { get; init; }
}

/// <summary>One step of a run.</summary>
public sealed record RunStep
{
    /// <summary><c>fetch</c>, <c>detect</c>, <c>map</c>, <c>check</c>, <c>normalize</c>, <c>stage</c>, <c>diff</c>, <c>publish</c> or <c>export</c>.</summary>
    public required string Step { get; init; }

    /// <summary>How often it was begun.</summary>
    public required int Attempt { get; init; }

    /// <summary><c>running</c>, <c>done</c>, <c>failed</c>.</summary>
    public required string Status { get; init; }

    /// <summary>Rows it handled, or null where it does not count rows.</summary>
    public long? Rows { get; init; }

    public required DateTimeOffset StartedAt { get; init; }

    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>How long its last attempt took; null while it runs.</summary>
    public double? Seconds => FinishedAt is { } end ? Math.Round((end - StartedAt).TotalSeconds, 3) : null;

    /// <summary>SHA-256 (hex) of what went in and of what came out, where it has them.</summary>
    public string? InputHash { get; init; }

    public string? OutputHash { get; init; }

    /// <summary>What the step recorded, as JSON.</summary>
    public required System.Text.Json.Nodes.JsonObject Log { get; init; }
}

/// <summary>A finding with its place; what does not apply is null.</summary>
public sealed record RunFinding
{
    /// <summary>The rule, such as <c>amount-unreadable</c>.</summary>
    public required string Rule { get; init; }

    /// <summary><c>error</c>, <c>warning</c> or <c>info</c>.</summary>
    public required string Severity { get; init; }

    public string? Resource { get; init; }

    /// <summary>Path of the file in the drop folder, or its address.</summary>
    public string? File { get; init; }

    /// <summary>From 1, the header included.</summary>
    public int? Line { get; init; }

    /// <summary>From 1.</summary>
    public int? Column { get; init; }

    public string? Header { get; init; }

    /// <summary>What was read, as written, at most 200 characters.</summary>
    public string? Value { get; init; }

    public string? Expected { get; init; }

    /// <summary>Further places of the sentence.</summary>
    public required IReadOnlyDictionary<string, string> Args { get; init; }

    /// <summary>The sentence by language: <c>el</c>, <c>en</c>.</summary>
    public IReadOnlyDictionary<string, string> Message => FindingText.Of(this);
}
