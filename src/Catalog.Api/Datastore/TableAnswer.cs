using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Datastore.Writing;

namespace Catalog.Api.Datastore;

/// <summary>An answer that repeats what was sent and, at the end, the records: written as they came and sent as they are written.</summary>
internal sealed class TableAnswer(JsonObject echo, SentRecords records) : IStreamedResult
{
    public async Task WriteAsync(JsonOutput output, CancellationToken ct)
    {
        output.Json.WriteStartObject();
        foreach (var (name, value) in echo)
        {
            output.Json.WritePropertyName(name);
            JsonSerializer.Serialize(output.Json, value, ApiJson.Options);
        }

        if (!records.IsNothing)
        {
            output.Json.WritePropertyName("records");
            await records.WriteAsync(output.Json, () => output.FlushIfLargeAsync(ct));
        }

        output.Json.WriteEndObject();
    }
}
