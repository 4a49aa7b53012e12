using System.Text;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Aggregates;
using OpenData.Core.Datastore;
using OpenData.Core.Versions;

namespace Catalog.Api.Datastore;

/// <summary>The answer of <c>datastore_aggregate</c>: what it is of, its columns, and one record for each group. Numbers have the digits that they were added up with.</summary>
internal sealed record AggregateResult : IStreamedResult
{
    private static readonly RowColumn Other = new() { Name = "is_other", Type = "bool", Sql = "" };

    public required VersionBound At { get; init; }

    public required AggregateQuery Query { get; init; }

    public required AggregateAnswer Answer { get; init; }

    public required string Format { get; init; }

    public async Task WriteAsync(JsonOutput output, CancellationToken ct)
    {
        var json = output.Json;
        List<RowColumn> columns = [.. Query.Outputs.Select(item => new RowColumn { Name = item.Name, Type = item.Type, Sql = "" })];
        if (Query.Top is not null)
            columns.Add(Other);
        json.WriteStartObject();
        json.WriteString("resource_id", At.ResourceId.ToString());
        json.WriteNumber("version", At.Version);
        json.WriteBoolean("is_current", At.IsCurrent);
        json.WriteString("published_at", Clock.Ckan(At.PublishedAt));
        json.WritePropertyName("fields");
        FieldList.Write(json, columns);
        json.WritePropertyName("records");
        if (Format == "csv")
            await WriteCsvAsync(output, columns, ct);
        else
            await WriteRowsAsync(output, columns, ct);
        json.WriteNumber("total", Answer.Total);
        if (Query.Top is { } top)
            json.WriteNumber("folded", Math.Max(0, Answer.Total - top));
        json.WriteNumber("limit", Query.Limit);
        json.WriteNumber("offset", Query.Offset);
        json.WriteString("records_format", Format);
        json.WriteString("engine", Answer.Engine);
        json.WriteEndObject();
    }

    private async Task WriteRowsAsync(JsonOutput output, List<RowColumn> columns, CancellationToken ct)
    {
        var json = output.Json;
        json.WriteStartArray();
        foreach (var row in Rows())
        {
            if (Format == "objects")
                json.WriteStartObject();
            else
                json.WriteStartArray();
            for (var i = 0; i < row.Length; i++)
            {
                if (Format == "objects")
                    json.WritePropertyName(columns[i].Name);
                Cells.WriteJson(json, columns[i], row[i]);
            }

            if (Format == "objects")
                json.WriteEndObject();
            else
                json.WriteEndArray();
            await output.FlushIfLargeAsync(ct);
        }

        json.WriteEndArray();
    }

    /// <summary>With a header: nobody remembers what the columns of a sum are.</summary>
    private async Task WriteCsvAsync(JsonOutput output, List<RowColumn> columns, CancellationToken ct)
    {
        var line = new StringBuilder();
        Cells.AppendLine(line, [.. columns.Select(column => column with { Type = "text" })], [.. columns.Select(column => column.Name)], ',');
        output.Json.WriteStringValueSegment(line.ToString(), isFinalSegment: false);
        foreach (var row in Rows())
        {
            line.Clear();
            Cells.AppendLine(line, columns, row, ',');
            output.Json.WriteStringValueSegment(line.ToString(), isFinalSegment: false);
            await output.FlushIfLargeAsync(ct);
        }

        output.Json.WriteStringValueSegment("", isFinalSegment: true);
    }

    private IEnumerable<string?[]> Rows() => Query.Top is null
        ? Answer.Rows
        : Answer.Rows.Select((row, i) => (string?[])[.. row, Answer.HasOther && i == Answer.Rows.Count - 1 ? "true" : "false"]);
}
