using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Datastore;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary>The answer of <c>datastore_search</c>, written row by row (contract 5.6). Parameters that the caller gave come back as they were understood.</summary>
internal sealed record DatastoreSearchResult : IStreamedResult
{
    public required RowReader Reader { get; init; }
    public required RowQuery Query { get; init; }

    /// <summary>Its rows, where their reading has begun.</summary>
    public PrintedRows? Begun { get; init; }
    public required DatastoreSearch.Parameters Parameters { get; init; }
    public required string ResourceId { get; init; }

    /// <summary>Null for the list of tables.</summary>
    public required VersionBound? At { get; init; }

    /// <summary>Whether the caller named a version: only then does the answer have keys that CKAN's has not.</summary>
    public required bool IsPinned { get; init; }
    public required PageLinks Links { get; init; }

    /// <summary>Most bytes of an answer; behind the row that reaches them the page ends, as if so many rows had been asked for.</summary>
    public required long MostBytes { get; init; }

    private bool _isCut;

    /// <summary>The cursor of the last row written.</summary>
    private string? _place;

    public async Task WriteAsync(JsonOutput output, CancellationToken ct)
    {
        var json = output.Json;
        json.WriteStartObject();
        WriteEcho(json);
        if (IsPinned && At is not null)
            WriteVersion(json, At);
        json.WritePropertyName("fields");
        FieldList.Write(json, Parameters.Fields is { Count: 0 } ? [] : Query.Columns);   // an empty list selects all and describes none, as in CKAN
        json.WritePropertyName("records");
        var (last, count) = Parameters.RecordsFormat is "csv" or "tsv"
            ? await WriteTextAsync(output, Parameters.RecordsFormat == "csv" ? ',' : '\t', ct)
            : await WriteRowsAsync(output, Parameters.RecordsFormat == "objects", ct);
        var limit = _isCut ? count : Parameters.Limit;   // clients go on behind it, as where a larger one was cut
        json.WriteNumber("limit", limit);
        if (_isCut)
        {
            json.WriteBoolean("records_truncated", true);
            json.WriteString("records_truncated_by", "bytes");
        }

        if (Parameters.IncludeNextPage)
            WriteNextPage(json, last);
        json.WriteStartObject("_links");
        json.WriteString("start", Links.Start);
        if (Parameters.Cursor is null)
            json.WriteString("next", Links.Next(limit));
        else if (count == limit && _place is { } place)
            json.WriteString("next", Links.Behind(place));
        if (Parameters.Cursor is null && Links.Prev is { } previous)
            json.WriteString("prev", previous);
        json.WriteEndObject();
        if (Parameters.IncludeTotal)
        {
            // A page that is not full ends the rows, so nothing needs to be counted.
            var isLast = Query.After is null && count < limit && (count > 0 || Parameters.Offset == 0);
            var total = isLast ? Parameters.Offset + count : await Reader.CountAsync(Query, ct);
            json.WriteNumber("total", total);
            json.WriteBoolean("total_was_estimated", Parameters.TotalEstimationThreshold is { } threshold && Query.IsUnfiltered && total >= threshold);
        }

        json.WriteEndObject();
    }

    private void WriteEcho(Utf8JsonWriter json)
    {
        var given = new JsonObject { ["resource_id"] = ResourceId, ["include_total"] = Parameters.IncludeTotal, ["records_format"] = Parameters.RecordsFormat, ["total_estimation_threshold"] = Parameters.TotalEstimationThreshold };
        foreach (var name in Parameters.Given)
        {
            JsonNode? value = name switch
            {
                "offset" => Parameters.Offset,
                "filters" => Parameters.Filters!.GetValueKind() == JsonValueKind.String ? FilterParser.ParseText(Parameters.Filters.GetValue<string>()) : Parameters.Filters.DeepClone(),
                "q" => Parameters.ParsedQ()?.DeepClone(),
                "full_text" => Parameters.FullText,
                "sort" => Parameters.Sort?.DeepClone(),
                "distinct" => Parameters.Distinct,
                "plain" => Parameters.Plain,
                "language" => Parameters.Language,
                "cursor" => Parameters.Cursor,
                "include_next_page" => Parameters.IncludeNextPage,
                _ => null,   // written above or in another form
            };
            if (value is not null)
                given[name] = value;
        }

        foreach (var (name, value) in given)
        {
            json.WritePropertyName(name);
            JsonSerializer.Serialize(json, value, ApiJson.Options);
        }
    }

    private static void WriteVersion(Utf8JsonWriter json, VersionBound at)
    {
        json.WriteNumber("version", at.Version);
        json.WriteBoolean("is_current", at.IsCurrent);
        json.WriteString("published_at", Clock.Ckan(at.PublishedAt));
    }

    /// <returns>The last row's number and how many there were.</returns>
    private async Task<(string? LastId, long Count)> WriteRowsAsync(JsonOutput output, bool objects, CancellationToken ct)
    {
        // A column asked for twice is one key of an object.
        var names = Query.Columns.Select((column, i) => objects && Query.Columns.Take(i).Any(before => before.Name == column.Name) ? (JsonEncodedText?)null : JsonEncodedText.Encode(column.Name, ApiJson.Options.Encoder)).ToArray();
        string? last = null;
        var count = 0L;
        output.Json.WriteStartArray();
        if (Parameters.Limit > 0)
        {
            await using var rows = Begun ?? await Reader.OpenAsync(Query, limited: true, ct);
            var kinds = Query.Columns.Select(column => column.Kind).ToArray();
            var id = Query.Columns.Index().FirstOrDefault(column => column.Item.Name == RowColumn.Id.Name, (-1, null!)).Index;
            while (await rows.NextAsync(ct))
            {
                if (objects)
                    output.Json.WriteStartObject();
                else
                    output.Json.WriteStartArray();
                for (var i = 0; i < names.Length; i++)
                {
                    if (names[i] is not { } name)
                        continue;
                    if (objects)
                        output.Json.WritePropertyName(name);
                    if (rows.IsNull(i))
                        output.Json.WriteNullValue();
                    else
                        Cells.WriteJson(output.Json, kinds[i], rows.Utf8(i));
                }

                if (objects)
                    output.Json.WriteEndObject();
                else
                    output.Json.WriteEndArray();
                if (Parameters.IncludeNextPage && id >= 0)
                    last = rows.Text(id);
                if (IsLast(output, rows, ++count))
                    break;
                await output.FlushIfLargeAsync(ct);
            }
        }

        output.Json.WriteEndArray();
        return (last, count);
    }

    /// <summary>All rows as one JSON text, no header line.</summary>
    private async Task<(string? LastId, long Count)> WriteTextAsync(JsonOutput output, char delimiter, CancellationToken ct)
    {
        string? last = null;
        var count = 0L;
        var line = new StringBuilder();
        if (Parameters.Limit > 0)
        {
            await using var rows = Begun ?? await Reader.OpenAsync(Query, limited: true, ct);
            var row = new string?[Query.Columns.Count];
            while (await rows.NextAsync(ct))
            {
                for (var i = 0; i < row.Length; i++)
                    row[i] = rows.Text(i);
                line.Clear();
                Cells.AppendLine(line, Query.Columns, row, delimiter);
                output.Json.WriteStringValueSegment(line.ToString(), isFinalSegment: false);
                last = Last(row);
                if (IsLast(output, rows, ++count))
                    break;
                await output.FlushIfLargeAsync(ct);
            }
        }

        output.Json.WriteStringValueSegment("", isFinalSegment: true);
        return (last, count);
    }

    private bool IsLast(JsonOutput output, PrintedRows rows, long count)
    {
        _isCut = output.Length >= MostBytes && count < Parameters.Limit;
        if (!_isCut && count < Parameters.Limit)
            return false;
        if (Query.Hidden.Count > 0)
            _place = RowPlace.Of(Query.Hidden.Select((_, i) => rows.Text(Query.Columns.Count + i)));
        return true;
    }

    private string? Last(string?[] row) => Query.Columns.Index().FirstOrDefault(column => column.Item.Name == "_id") is (var i, { }) ? row[i] : null;

    /// <summary>Only when sorted by <c>_id</c> alone, and not after an empty page.</summary>
    private void WriteNextPage(Utf8JsonWriter json, string? last)
    {
        var descending = Query.Sort is [{ Column.Name: "_id", Descending: true }];
        if (last is null || !(descending || Query.Sort is [{ Column.Name: "_id" }] || (Query.Sort.Count == 0 && Query.Matches.Count == 0)))
            return;
        json.WriteStartObject("next_page");
        json.WriteStartObject("_id");
        json.WriteNumber(descending ? "lt" : "gt", long.Parse(last, CultureInfo.InvariantCulture));
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
