using Npgsql;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>Records that can be sent by <c>COPY</c>, because the printed form of each of their values is known here.</summary>
internal sealed class RecordCopy
{
    private readonly IReadOnlyList<Field> _fields;
    private readonly string?[]?[] _outputs;

    private RecordCopy(IReadOnlyList<Field> fields, string?[]?[] outputs)
    {
        (_fields, _outputs) = (fields, outputs);
    }

    /// <summary>The records for a table of these columns; null when only PostgreSQL can tell what a value becomes.</summary>
    public static RecordCopy? Of(RecordBatch batch, IReadOnlyList<Field> fields)
    {
        var outputs = new string?[]?[fields.Count];
        foreach (var (c, field) in batch.Fields.Index())
        {
            if (!RowOutput.Knows(field))
                return null;
            var texts = batch.Texts(c);
            var printed = outputs[fields.Index().First(other => other.Item.Id == field.Id).Index] = new string?[texts.Length];
            for (var i = 0; i < texts.Length; i++)
            {
                if (texts[i] is { } text && (printed[i] = RowOutput.Of(text, field)) is null)
                    return null;
            }
        }

        return new RecordCopy(fields, outputs);
    }

    /// <summary>Adds records as rows; columns that they do not name are null.</summary>
    /// <param name="connection">In the write's transaction.</param>
    /// <param name="table">Of the write.</param>
    /// <param name="v">The version in which the rows begin.</param>
    /// <param name="rows">Place of the record in its batch, and the row's number.</param>
    /// <param name="ct">Gives up.</param>
    public async Task WriteAsync(NpgsqlConnection connection, string table, int v, IEnumerable<(int Record, long Id)> rows, CancellationToken ct)
    {
        var lines = new RowLines(v, _fields.Count);
        await using var import = await connection.BeginTextImportAsync(RowLines.Copy(table, _fields), ct);
        var stream = ((StreamWriter)import).BaseStream;
        foreach (var (record, id) in rows)
        {
            foreach (var output in _outputs)
                lines.Add(output?[record]);
            lines.End(id);
            if (lines.Lines.Length < 1 << 15)
                continue;
            await stream.WriteAsync(lines.Lines, ct);
            lines.Clear();
        }

        await stream.WriteAsync(lines.Lines, ct);
    }
}
