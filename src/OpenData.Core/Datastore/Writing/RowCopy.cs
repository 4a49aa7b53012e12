using Npgsql;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore.Writing;

/// <summary>A <c>COPY</c> into a table of rows. What was not said to be whole is given up, not half written.</summary>
internal sealed class RowCopy : IAsyncDisposable
{
    private NpgsqlRawCopyStream? _copy;

    private RowCopy(NpgsqlRawCopyStream copy)
    {
        _copy = copy;
    }

    /// <summary>Whether everything was sent.</summary>
    public bool IsWhole { get; set; }

    /// <param name="connection">In the write's transaction.</param>
    /// <param name="table">Its name.</param>
    /// <param name="fields">Its columns.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task<RowCopy> BeginAsync(NpgsqlConnection connection, string table, IReadOnlyList<Field> fields, CancellationToken ct) =>
        new((NpgsqlRawCopyStream)((StreamWriter)await connection.BeginTextImportAsync(RowLines.Copy(table, fields), ct)).BaseStream);

    public ValueTask SendAsync(ReadOnlyMemory<byte> lines, CancellationToken ct) => _copy!.WriteAsync(lines, ct);

    /// <summary>The rows are there, or it is given up.</summary>
    /// <exception cref="PostgresException">They cannot be there.</exception>
    public async Task EndAsync()
    {
        if (_copy is not { } copy)
            return;
        _copy = null;
        if (IsWhole)
            await copy.DisposeAsync();
        else
            await copy.CancelAsync();   // disposing it would finish it
    }

    public async ValueTask DisposeAsync()
    {
        IsWhole = false;
        await EndAsync();
    }
}
