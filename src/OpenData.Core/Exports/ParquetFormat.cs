using DuckDB.NET.Data;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Files;
using OpenData.Core.Versions;

namespace OpenData.Core.Exports;

/// <summary>
/// Parquet, zstd, made of the canonical CSV by DuckDB (design C.5). A column has its own type where every value of it keeps its meaning in that type, else it is
/// text: no amount is ever rounded to fit.
/// </summary>
public sealed class ParquetFormat(BlobStore blobs) : ExportFormat
{
    /// <summary>Digits of DuckDB's widest exact number.</summary>
    private const int MaxDigits = 38;

    /// <summary>Bytes of a row as CSV. The reader's buffer is a multiple of it.</summary>
    private const int MaxLine = 8_000_000;

    public override string Extension => "parquet";

    public override string MediaType => "application/vnd.apache.parquet";

    public override Task WriteAsync(VersionBound at, ExportedCsv csv, string target, CancellationToken ct) => Task.Run(() => Write(at, csv, target, ct), ct);

    /// <exception cref="InvalidDataException">Not all rows are in the file; it must not be used.</exception>
    private void Write(VersionBound at, ExportedCsv csv, string target, CancellationToken ct)
    {
        using var duck = new DuckDatabase(Path.GetDirectoryName(blobs.NewTempPath())!);
        var source = Source(at, csv.Path);
        string[] types;
        try
        {
            types = Types(duck, at, source, ct);
        }
        catch (DuckDBException e) when (e.Message.Contains("Maximum line size", StringComparison.Ordinal))
        {
            throw new ValidationException("format", $"parquet: a row of more than {MaxLine} bytes. Take csv or jsonl");
        }

        var columns = at.Fields.Select((field, i) => $"{Sql.Identifier($"c{i}")}::{types[i]} as {Sql.Identifier(field.Id)}");
        duck.Execute($"""
            copy (select {string.Join(", ", columns)} from {source}) to {DuckDatabase.Text(target)}
              (format parquet, compression zstd, kv_metadata {Metadata(at, csv)})
            """, ct);
        if (duck.Numbers($"select count(*) from read_parquet({DuckDatabase.Text(target)})", ct)[0] is var rows && rows != at.RowCount)
            throw new InvalidDataException($"resource {at.ResourceId} version {at.Version}: {rows} of {at.RowCount} rows");
    }

    /// <summary>Every column as text; only what stands between two commas is null, <c>""</c> is the empty text.</summary>
    private static string Source(VersionBound at, string csv) => $$"""
        read_csv({{DuckDatabase.Text(csv)}}, auto_detect = false, header = true, delim = ',', quote = '"', escape = '"', new_line = '\r\n', nullstr = '', allow_quoted_nulls = false,
                 max_line_size = {{MaxLine}}, buffer_size = {{2 * MaxLine}}, columns = {{{string.Join(", ", at.Fields.Select((_, i) => $"'c{i}': 'VARCHAR'"))}}})
        """;

    private static string[] Types(DuckDatabase duck, VersionBound at, string source, CancellationToken ct)
    {
        // Three figures a column: values that would not survive, digits before the point, digits after it.
        var measures = at.Fields.Select((field, i) => Wanted(field) is not { } type ? "0, 0, 0"
            : type == "DECIMAL" ? $"count(*) filter (not regexp_full_match(c{i}, '-?[0-9]+(\\.[0-9]+)?')), max(length(ltrim(split_part(c{i}, '.', 1), '-'))), max(length(split_part(c{i}, '.', 2)))"
            : $"count(*) filter (c{i} is not null and try_cast(c{i} as {type}) is null), 0, 0");
        var found = duck.Numbers($"select {string.Join(", ", measures)} from {source}", ct);
        return [.. at.Fields.Select((field, i) => (Wanted(field), found[3 * i], (int)found[(3 * i) + 1], Math.Max((int)found[(3 * i) + 2], field.Scale ?? 0)) switch
        {
            (null, _, _, _) or (_, > 0, _, _) => "VARCHAR",
            ("DECIMAL", _, var whole, var scale) => Math.Max(whole, 1) + scale > MaxDigits ? "VARCHAR" : $"DECIMAL({Math.Min(MaxDigits, Math.Max(whole + scale, 18))},{scale})",
            (var type, _, _, _) => type,
        })];
    }

    private static string? Wanted(Field field) => field.Type switch
    {
        "int2" or "int4" => "INTEGER",
        "int8" => "BIGINT",
        "numeric" => "DECIMAL",
        "float4" or "float8" => "DOUBLE",
        "bool" => "BOOLEAN",
        "date" => "DATE",
        "timestamp" => "TIMESTAMP",
        _ => null,
    };

    private static string Metadata(VersionBound at, ExportedCsv csv) => $$"""
        { dataset: {{DuckDatabase.Text(at.PackageName)}}, resource: {{DuckDatabase.Text(at.ResourceId.ToString())}}, csv_sha256: {{DuckDatabase.Text(csv.Sha256)}} }
        """;
}
