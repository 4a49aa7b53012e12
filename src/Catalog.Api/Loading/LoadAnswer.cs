using System.Globalization;
using OpenData.Core.Jobs;
using OpenData.Core.Texts;

namespace Catalog.Api.Loading;

/// <summary>The state of a load as loaders' clients know it (contract 3.8).</summary>
internal sealed record LoadAnswer
{
    public required string Status { get; init; }

    public required string JobId { get; init; }

    /// <summary>There is none: everything is told here.</summary>
    public string? JobUrl { get; init; }

    public required DateTimeOffset LastUpdated { get; init; }

    public required TaskInfo TaskInfo { get; init; }

    public LoadProblem? Error { get; init; }

    public static LoadAnswer Of(Load load) => new()
    {
        Status = load.Status,
        JobId = load.Id.ToString(CultureInfo.InvariantCulture),
        LastUpdated = load.UpdatedAt,
        TaskInfo = new TaskInfo(load.RowsDone, load.CreatedAt, load.FinishedAt, load.Sha256),
        Error = load.Error is { } error ? new LoadProblem(Sentence(error), error.Row, error.Column, error.Value) : null,
    };

    private static string Sentence(LoadError error) => TextCatalog.Has("en", error.Rule)
        ? TextCatalog.Format("en", error.Rule, new Dictionary<string, string>
        {
            ["row"] = Number(error.Row), ["column"] = Number(error.Column), ["value"] = error.Value ?? "–",
        })
        : error.Rule;

    private static string Number(int? number) => number?.ToString(CultureInfo.InvariantCulture) ?? "–";
}

/// <summary>What is known of a load besides its state.</summary>
internal sealed record TaskInfo(long? Rows, DateTimeOffset Created, DateTimeOffset? Finished, string? Sha256);

/// <summary>What was wrong, in a sentence, and where: line of the file and column, from 1.</summary>
internal sealed record LoadProblem(string Message, int? Row, int? Column, string? Value);
