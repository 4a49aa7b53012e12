using OpenData.Core.Database;
using OpenData.Core.Datastore;

namespace Catalog.Api.Datastore;

/// <summary>A whole table as PostgreSQL's own <c>copy</c> writes it, passed on as bytes: its quoting is that of contract 5.12.</summary>
internal static class CopiedDump
{
    private const int Piece = 64 * 1024;

    /// <param name="sql">Of <see cref="RowStatement.Copy"/>.</param>
    /// <param name="database">Read from.</param>
    /// <param name="head">What stands before the rows: sent when PostgreSQL has begun to answer, so that what fails before is an error and no broken transfer.</param>
    /// <param name="send">Gets the bytes, piece by piece.</param>
    /// <param name="ct">Ends it.</param>
    public static async Task WriteAsync(string sql, Database database, ReadOnlyMemory<byte> head, Func<ReadOnlyMemory<byte>, ValueTask> send, CancellationToken ct)
    {
        await using var connection = await database.Costly.OpenConnectionAsync(ct);
        using var text = await connection.BeginTextExportAsync(sql, ct);
        // The reader decodes; below it are the bytes.
        var bytes = ((StreamReader)text).BaseStream;
        var buffer = new byte[Piece];
        var read = await bytes.ReadAsync(buffer, ct);
        await send(head);
        // A read gives one row at most: they are gathered, or each would be hashed and sent alone.
        var filled = 0;
        for (; read > 0; read = await bytes.ReadAsync(buffer.AsMemory(filled), ct))
        {
            filled += read;
            if (filled < Piece - (Piece / 8))
                continue;
            await send(buffer.AsMemory(0, filled));
            filled = 0;
        }

        await send(buffer.AsMemory(0, filled));
    }
}
