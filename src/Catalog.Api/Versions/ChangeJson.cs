using System.Text.Json;
using Catalog.Api.Actions;
using Catalog.Api.Datastore;
using OpenData.Core.Datastore;
using OpenData.Core.Versions;

namespace Catalog.Api.Versions;

/// <summary>A page of changes in the envelope. <c>record</c> is the whole row as it is now, null for one that is gone.</summary>
internal sealed record ChangeJson(ChangePage Page) : IStreamedResult
{
    public async Task WriteAsync(JsonOutput output, CancellationToken ct)
    {
        var json = output.Json;
        json.WriteStartObject();
        json.WriteString("resource_id", Page.ResourceId);
        json.WriteNumber("since_version", Page.Since);
        json.WriteNumber("version", Page.Version);
        json.WriteBoolean("is_current", Page.IsCurrent);
        json.WriteStartArray("primary_key");
        foreach (var name in Page.To?.Key ?? [])
            json.WriteStringValue(name);
        json.WriteEndArray();
        json.WritePropertyName("fields");
        FieldList.Write(json, [.. (Page.To?.Fields ?? []).Select(RowColumn.Of)]);
        json.WriteStartArray("changes");
        var (count, end, more) = (0, default(ChangeCursor), false);
        await foreach (var change in Page.ReadAsync(andOneMore: true, ct))
        {
            more = count == Page.Limit;
            if (more)
                break;
            WriteChange(json, Page, change);
            (count, end) = (count + 1, new ChangeCursor(change.Id, change.After is null));
            await output.FlushIfLargeAsync(ct);
        }

        json.WriteEndArray();
        json.WriteString("cursor", more ? Page.Cursor(end) : null);
        json.WriteString("next", more ? Page.Link(Page.Cursor(end)) : null);
        json.WriteEndObject();
    }

    public static void WriteChange(Utf8JsonWriter json, ChangePage page, RowChange change)
    {
        json.WriteStartObject();
        json.WriteNumber("_id", change.Id);
        json.WriteString("change", change.Kind);
        RowJson.WriteKey(json, "key", (change.After is null ? page.From : page.To)!, change.After ?? change.Before!);
        RowJson.Write(json, "record", page.To, change.After);
        RowJson.WriteChangedFields(json, page.From, page.To, change);
        json.WriteEndObject();
    }
}
