using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Admin;
using OpenData.Core.Errors;

namespace Catalog.Api.Loading;

/// <summary>What both hooks do (contract 3.8): a loader outside of this site, which writes by <c>datastore_create</c>, posts how far it is.</summary>
internal abstract class HookAction(TaskStatusStore tasks, PackageAccess access, TimeProvider clock, string loader) : CkanAction<HookParameters, object?>
{
    private static readonly string[] States = ["pending", "running", "running_but_viewable", "submitting", "complete", "error"];

    protected override Task AuthorizeAsync(HookParameters p, Caller caller, CancellationToken ct) => access.RequireEditResourceAsync(p.ResourceId, caller, ct);

    protected override async Task<object?> RunAsync(HookParameters p, Caller caller, CancellationToken ct)
    {
        var resource = await access.RequireEditResourceAsync(p.ResourceId, caller, ct);
        if (!States.Contains(p.Status, StringComparer.Ordinal))
            throw new ValidationException("status", $"Value must be one of {PythonText.Of(States)}");
        await tasks.SaveAsync([new LoaderTask
        {
            Id = Guid.NewGuid(), EntityId = resource.Id.ToString(), EntityType = "resource", TaskType = loader, Key = loader, Value = p.Metadata.ToJsonString(), State = p.Status,
            Error = p.Error?.ToJsonString(), LastUpdated = Clock.Microseconds(clock.GetUtcNow()),
        }], ct);
        return null;
    }
}

internal sealed record HookParameters
{
    [Parameter("An object with resource_id, and whatever else the loader knows.")]
    public required JsonNode Metadata { get; init; }

    [Parameter("pending, running, submitting, complete or error.")]
    public required string Status { get; init; }

    [Parameter("What went wrong.")]
    public JsonNode? Error { get; init; }

    /// <exception cref="ValidationException">There is none.</exception>
    internal string ResourceId => Metadata is JsonObject metadata && metadata["resource_id"] is JsonValue id && id.TryGetValue<string>(out var text) && text.Length > 0
        ? text
        : throw new ValidationException("resource_id", "Missing value");
}
