using System.Text.Json;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>One resource of a difference; a side is null where the resource had no data.</summary>
internal sealed record DiffPart(VersionBound Resource, VersionBound? Before, VersionBound? After, ChangeCounts Counts)
{
    public long Total => (long)Counts.Added + Counts.Changed + Counts.Removed;
}

/// <summary>The answer of <c>dataset_version_diff</c>, written row by row. <c>before</c> and <c>after</c> are whole rows; <c>changed_fields</c> names what differs in a changed one.</summary>
internal sealed record DiffResult : IStreamedResult
{
    public required DifferenceReader Reader { get; init; }
    public required ReadablePackage Package { get; init; }
    public required int From { get; init; }
    public required int To { get; init; }
    public required IReadOnlyList<DiffPart> Parts { get; init; }
    public required long Limit { get; init; }
    public required long Offset { get; init; }

    public async Task WriteAsync(JsonOutput output, CancellationToken ct)
    {
        var json = output.Json;
        json.WriteStartObject();
        json.WriteString("id", Package.Id);
        json.WriteString("name", Package.Name);
        json.WriteNumber("from", From);
        json.WriteNumber("to", To);
        json.WriteNumber("limit", Limit);
        json.WriteNumber("offset", Offset);
        json.WriteNumber("total", Parts.Sum(part => part.Total));
        json.WriteStartObject("summary");
        WriteCounts(json, Parts.Sum(part => part.Counts.Added), Parts.Sum(part => part.Counts.Changed), Parts.Sum(part => part.Counts.Removed));
        json.WriteEndObject();
        WriteResources(json);
        json.WriteStartArray("rows");
        await WriteRowsAsync(output, ct);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private void WriteResources(Utf8JsonWriter json)
    {
        json.WriteStartArray("resources");
        foreach (var part in Parts)
        {
            json.WriteStartObject();
            json.WriteString("resource_id", part.Resource.ResourceId);
            json.WriteString("name", part.Resource.ResourceName);
            WriteCounts(json, part.Counts.Added, part.Counts.Changed, part.Counts.Removed);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    /// <summary>One page over the resources in their order.</summary>
    private async Task WriteRowsAsync(JsonOutput output, CancellationToken ct)
    {
        var (skip, left) = (Offset, Limit);
        foreach (var part in Parts)
        {
            if (left > 0 && skip < part.Total)
            {
                await foreach (var change in Reader.ReadAsync(part.Before, part.After, ChangeCursor.Start, left, skip, ct))
                {
                    WriteRow(output.Json, part, change);
                    left--;
                    await output.FlushIfLargeAsync(ct);
                }
            }

            skip = Math.Max(0, skip - part.Total);
        }
    }

    private static void WriteRow(Utf8JsonWriter json, DiffPart part, RowChange change)
    {
        json.WriteStartObject();
        json.WriteString("resource_id", part.Resource.ResourceId);
        json.WriteString("resource", part.Resource.ResourceName);
        json.WriteNumber("_id", change.Id);
        json.WriteString("change", change.Kind);
        RowJson.Write(json, "before", part.Before, change.Before);
        RowJson.Write(json, "after", part.After, change.After);
        RowJson.WriteChangedFields(json, part.Before, part.After, change);
        json.WriteEndObject();
    }

    private static void WriteCounts(Utf8JsonWriter json, long added, long changed, long removed)
    {
        json.WriteNumber("added", added);
        json.WriteNumber("changed", changed);
        json.WriteNumber("removed", removed);
    }
}
