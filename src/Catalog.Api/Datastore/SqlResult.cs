using System.Text.Json;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Core.CallerSql;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary>The answer of <c>datastore_search_sql</c>, written while the rows come in (contract 5.8).</summary>
internal sealed record SqlResult : IStreamedResult
{
    public required SqlRunner Runner { get; init; }
    public required string Sql { get; init; }
    public required VersionRequest At { get; init; }
    public required Caller Caller { get; init; }

    public async Task WriteAsync(JsonOutput output, CancellationToken ct)
    {
        await using var rows = await Runner.RunAsync(Sql, At, Caller, ct);
        var json = output.Json;
        json.WriteStartObject();
        json.WriteString("sql", Sql);
        json.WriteStartArray("fields");
        foreach (var column in rows.Columns)
        {
            json.WriteStartObject();
            json.WriteString("id", column.Name);
            json.WriteString("type", column.Type);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("records");
        // Of columns with one name the last one counts.
        var names = rows.Columns.Select((column, i) => rows.Columns.Skip(i + 1).Any(later => later.Name == column.Name) ? (JsonEncodedText?)null : JsonEncodedText.Encode(column.Name, ApiJson.Options.Encoder)).ToArray();
        while (await rows.NextAsync(output.HasStarted, ct))
        {
            json.WriteStartObject();
            for (var i = 0; i < names.Length; i++)
            {
                if (names[i] is not { } name)
                    continue;
                json.WritePropertyName(name);
                if (rows.IsNull(i))
                    json.WriteNullValue();
                else
                    SqlCells.Write(json, rows.Columns[i], rows.Value(i));
            }

            json.WriteEndObject();
            await output.FlushIfLargeAsync(ct);
        }

        json.WriteEndArray();
        if (rows.IsTruncated)
        {
            json.WriteBoolean("records_truncated", true);
            if (rows.TruncatedBy != "rows")   // a limit that CKAN has not
                json.WriteString("records_truncated_by", rows.TruncatedBy);
        }

        json.WriteEndObject();
    }
}
