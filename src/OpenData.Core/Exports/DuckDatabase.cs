using DuckDB.NET.Data;

namespace OpenData.Core.Exports;

/// <summary>A DuckDB database in memory for one piece of work, with bounds: no network, no extensions, little memory, and files of ours only.</summary>
internal sealed class DuckDatabase : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    /// <param name="folder">Where it may write what does not fit into memory.</param>
    public DuckDatabase(string folder)
    {
        _connection.Open();
        foreach (var setting in new[]
        {
            "memory_limit = '256MB'", "threads = 2", "autoinstall_known_extensions = false", "autoload_known_extensions = false", $"temp_directory = {Text(folder)}",
        })
            Execute($"set {setting}", default);
    }

    public void Dispose() => _connection.Dispose();

    /// <exception cref="OperationCanceledException">Cancelled; the statement was ended.</exception>
    public void Execute(string sql, CancellationToken ct) => Run(sql, command => command.ExecuteNonQuery(), ct);

    /// <summary>The one row of the answer, as integers.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the statement was ended.</exception>
    public long[] Numbers(string sql, CancellationToken ct) => Run(sql, command =>
    {
        using var reader = command.ExecuteReader();
        reader.Read();
        return Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? 0 : reader.GetInt64(i)).ToArray();
    }, ct);

    /// <summary>A literal.</summary>
    public static string Text(string value) => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'";

    private T Run<T>(string sql, Func<DuckDBCommand, T> work, CancellationToken ct)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = sql;
        using var stop = ct.Register(command.Cancel);
        try
        {
            return work(command);
        }
        catch (DuckDBException) when (ct.IsCancellationRequested)
        {
            throw new OperationCanceledException(ct);
        }
    }
}
