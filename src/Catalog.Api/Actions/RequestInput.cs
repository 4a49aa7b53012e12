using System.Text.Json;
using System.Text.Json.Nodes;
using OpenData.Core.Files;

namespace Catalog.Api.Actions;

/// <summary>What came with a request: its parameters and the file that the action takes, which is gone when this is disposed unless somebody kept it.</summary>
internal sealed record RequestInput(JsonObject Parameters, ReceivedFile? File = null) : IDisposable
{
    /// <inheritdoc cref="CkanAction.Rows"/>
    public JsonElement Rows { get; init; }

    public void Dispose() => File?.Dispose();
}
