using System.Globalization;
using System.Text;
using Npgsql;
using OpenData.Core.Database;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;

namespace Catalog.Api.Datastore;

/// <summary>Rows in one of the four formats: the same bytes, whether they go to a reader or into a file.</summary>
/// <param name="Format">Which one.</param>
/// <param name="Query">Which rows and columns, in which order.</param>
/// <param name="HasMark">Whether a byte order mark comes first.</param>
internal sealed record Dump(DumpFormat Format, RowQuery Query, bool HasMark)
{
    private const int Chunk = 32 * 1024;

    private readonly string? _copy = Query.IsUnfiltered ? RowStatement.Copy(Query, Format.Delimiter ?? ',') : null;

    /// <summary>All rows with all columns in the order of <c>_id</c>: what a version is kept as.</summary>
    public bool IsWhole => _copy is not null && Query is { Limit: null, Offset: 0, Sort: [{ Column.Name: "_id", Descending: false, NullsFirst: null }] } && Query.Columns.SequenceEqual(Query.Source.Columns);

    /// <summary>What the bytes depend on besides the rows and columns of a version; null where that is more than this tells, such as values to compare with.</summary>
    public string? Shape => _copy is null ? null : string.Create(CultureInfo.InvariantCulture, $"{Format.Name} {HasMark} {(IsWhole ? "" : _copy)}");

    /// <summary>Writes all of it; the first bytes come when the database has answered.</summary>
    /// <returns>Rows, where they were counted on the way.</returns>
    /// <exception cref="NotFoundException">The table was purged since it was found.</exception>
    public async Task<long?> WriteAsync(RowReader reader, Database database, Func<ReadOnlyMemory<byte>, ValueTask> send, CancellationToken ct)
    {
        var text = new StringBuilder(HasMark ? "\uFEFF" : "");
        Format.Begin(text, Query.Columns);
        try
        {
            if (_copy is not null && Format.Delimiter is not null)
            {
                await CopiedDump.WriteAsync(_copy, database, Taken(), send, ct);
                return null;
            }

            var rows = 0L;
            await foreach (var row in reader.ReadAsync(Query, limited: false, ct))
            {
                Format.Row(text, Query.Columns, row, rows++ == 0);
                if (text.Length >= Chunk)
                    await send(Taken());
            }

            Format.End(text, rows == 0);
            await send(Taken());
            return rows;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            throw new NotFoundException("DataStore resource not found");
        }

        ReadOnlyMemory<byte> Taken()
        {
            var bytes = Encoding.UTF8.GetBytes(text.ToString());
            text.Clear();
            return bytes;
        }
    }
}
