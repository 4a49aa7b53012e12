using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Loading;

/// <summary>What a loader posts about its work (contract 3.8).</summary>
internal sealed record HookParameters
{
    private static readonly string[] States = ["pending", "running", "running_but_viewable", "submitting", "complete", "error"];

    [Parameter("An object with resource_id.")]
    public required JsonNode Metadata { get; init; }

    [Parameter("The state of the load.")]
    public required string Status { get; init; }

    [Parameter("What went wrong.")]
    public JsonNode? Error { get; init; }

    /// <exception cref="ValidationException">There is none.</exception>
    public string ResourceId => Metadata is JsonObject metadata && metadata["resource_id"] is JsonValue id && id.TryGetValue<string>(out var text) && text.Length > 0
        ? text
        : throw new ValidationException("resource_id", "Missing value");

    /// <exception cref="ValidationException">Another state than a load may have.</exception>
    public LoaderTask ToTask(Guid resourceId, string loader, TimeProvider clock) => new()
    {
        Id = Guid.NewGuid(), EntityId = resourceId.ToString(), EntityType = "resource", TaskType = loader, Key = loader, Value = Metadata.ToJsonString(),
        State = States.Contains(Status, StringComparer.Ordinal) ? Status : throw new ValidationException("status", $"Value must be one of {PythonText.Of(States)}"),
        Error = Error?.ToJsonString(), LastUpdated = Clock.Microseconds(clock.GetUtcNow()),
    };
}
