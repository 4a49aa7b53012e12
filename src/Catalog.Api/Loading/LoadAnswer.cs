using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Admin;
using OpenData.Core.Jobs;

namespace Catalog.Api.Loading;

/// <summary>The state of a load as loaders' clients know it (contract 3.8).</summary>
internal sealed record LoadAnswer
{
    /// <summary>pending, running, complete, error or submitting.</summary>
    public required string? Status { get; init; }

    public required string? JobId { get; init; }

    /// <summary>There is none: everything is told here.</summary>
    public string? JobUrl { get; init; }

    public required DateTimeOffset? LastUpdated { get; init; }

    public TaskInfo? TaskInfo { get; init; }

    /// <summary>A <see cref="LoadProblem"/>, or what a loader outside of this site told.</summary>
    public object? Error { get; init; }

    /// <summary>Of a load by this site.</summary>
    public static LoadAnswer Of(Load load) => new()
    {
        Status = load.Status,
        JobId = load.Id.ToString(CultureInfo.InvariantCulture),
        LastUpdated = load.UpdatedAt,
        TaskInfo = new TaskInfo(load.RowsDone, load.CreatedAt, load.FinishedAt, load.Sha256, [.. load.Log.Select(note => new TaskLog(note.At, "INFO", LoadTexts.Of("en", note.Rule, value: note.Value)))]),
        Error = load.Error is { } error ? new LoadProblem(LoadTexts.Of("en", error), error.Row, error.Column, error.Value) : null,
    };

    /// <summary>Of another loader's.</summary>
    public static LoadAnswer Of(LoaderTask task) => new()
    {
        Status = task.State,
        JobId = Json(task.Value) is JsonObject metadata && metadata["job_id"] is JsonValue id ? id.ToString() : null,
        LastUpdated = task.LastUpdated,
        Error = Json(task.Error),
    };

    /// <summary>Loaders write JSON there, but anybody may have written anything.</summary>
    private static JsonNode? Json(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return JsonValue.Create(text);
        }
    }
}

/// <summary>What is known of a load besides its state.</summary>
internal sealed record TaskInfo(long? Rows, DateTimeOffset Created, DateTimeOffset? Finished, string? Sha256, IReadOnlyList<TaskLog> Logs);

/// <summary>A line of its log.</summary>
internal sealed record TaskLog(DateTimeOffset Timestamp, string Level, string Message);

/// <summary>What was wrong, in a sentence, and where: line of the file or row of the sheet, and column, from 1.</summary>
internal sealed record LoadProblem(string Message, int? Row, int? Column, string? Value);
