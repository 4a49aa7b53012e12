using System.Buffers;
using System.Text.Json;
using Catalog.Api.Actions;
using Catalog.Api.Datastore;
using OpenData.Core.Datastore;
using OpenData.Core.Exports;
using OpenData.Core.Versions;

namespace Catalog.Api.Downloads;

/// <summary>One JSON object a line, with the values that <c>datastore_search</c> shows: numbers with the digits that are stored.</summary>
internal sealed class JsonLinesFormat(RowReader rows) : ExportFormat
{
    private const int Chunk = 64 * 1024;

    public override string Extension => "jsonl";

    public override string MediaType => "application/jsonl; charset=utf-8";

    public override async Task WriteAsync(VersionBound at, ExportedCsv csv, string target, CancellationToken ct)
    {
        var query = WholeTable.Of(at);
        await using var file = new FileStream(target, FileMode.CreateNew);
        var buffer = new ArrayBufferWriter<byte>(Chunk);
        await using var json = new Utf8JsonWriter(buffer, ApiJson.Writer);
        await foreach (var row in rows.ReadAsync(query, limited: false, ct))
        {
            json.WriteStartObject();
            for (var i = 0; i < row.Length; i++)
            {
                json.WritePropertyName(query.Columns[i].Name);
                Cells.WriteJson(json, query.Columns[i], OneLine(query.Columns[i], row[i]));
            }

            json.WriteEndObject();
            json.Flush();
            json.Reset();
            buffer.Write("\n"u8);
            if (buffer.WrittenCount < Chunk)
                continue;
            await file.WriteAsync(buffer.WrittenMemory, ct);
            buffer.ResetWrittenCount();
        }

        await file.WriteAsync(buffer.WrittenMemory, ct);
    }

    /// <summary>JSON that was stored over several lines, in one; its numbers keep their digits.</summary>
    private static string? OneLine(RowColumn column, string? text)
    {
        if (column.Kind != CellKind.Json || text is null || text.AsSpan().IndexOfAny('\r', '\n') < 0)
            return text;
        using var document = JsonDocument.Parse(text);
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, ApiJson.Writer))
            document.WriteTo(json);
        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }
}
