using DuckDB.NET.Data;

namespace OpenData.Core.Exports;

/// <summary>A DuckDB database in memory for one piece of work, with bounds: no network, no extensions, little memory, and files of ours only.</summary>
internal sealed class DuckDatabase : IDisposable
{
    private readonly DuckDBConnection _connection = new("DataSource=:memory:");

    /// <param name="folder">Where it may write what does not fit into memory.</param>
    public DuckDatabase(string folder)
        : this(folder, null)
    {
    }

    private DuckDatabase(string folder, string? onlyFile)
    {
        _connection.Open();
        foreach (var setting in new[]
        {
            "memory_limit = '256MB'", "threads = 2", "autoinstall_known_extensions = false", "autoload_known_extensions = false", $"temp_directory = {Text(folder)}",
        })
            Execute($"set {setting}", default);
        if (onlyFile is null)
            return;
        // What was read stays with the system's file cache, not with a database that waits for the next query.
        foreach (var setting in new[] { "enable_external_file_cache = false", $"allowed_paths = [{Text(onlyFile)}]", "enable_external_access = false", "lock_configuration = true" })
            Execute($"set {setting}", default);
    }

    /// <summary>One that reads this file, nothing else, and whose settings are fixed.</summary>
    public static DuckDatabase Of(string file, string folder) => new(folder, file);

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

    /// <summary>The rows, each value as its text.</summary>
    /// <param name="sql">One statement.</param>
    /// <param name="parameters">Texts for <c>$1</c>, <c>$2</c> …</param>
    /// <param name="ct">Ends the statement.</param>
    /// <exception cref="OperationCanceledException">Cancelled; the statement was ended.</exception>
    public List<string?[]> Rows(string sql, IReadOnlyList<string> parameters, CancellationToken ct) => Run(sql, command =>
    {
        foreach (var value in parameters)
            command.Parameters.Add(new DuckDBParameter(value));
        using var reader = command.ExecuteReader();
        var rows = new List<string?[]>();
        while (reader.Read())
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : Convert.ToString(reader.GetValue(i), System.Globalization.CultureInfo.InvariantCulture))]);
        return rows;
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
