using System.Globalization;
using Microsoft.Extensions.Caching.Memory;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.Cubes;

/// <summary>
/// Answers queries from the published rows, aggregated in <c>numeric</c> by PostgreSQL. Answers are kept in memory: rows and labels of a version never change
/// but by a redaction, which is part of the key, so that an entry is never stale, only evicted (design C.5).
/// </summary>
public sealed class CubeReader(Database.Database database) : IDisposable
{
    /// <summary>Cells kept, about 300 bytes each.</summary>
    private const int MostCells = 100_000;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MostCells });

    /// <summary>The cells of the asked page with labels in <paramref name="language"/>.</summary>
    /// <exception cref="BadQueryException">The amounts behind a cell have several directions, currencies or years that the query does not tell apart.</exception>
    public async Task<CubeAnswer> AggregateAsync(Cube cube, CubeQuery query, string language, CancellationToken ct)
    {
        var key = (cube.PackageId, cube.Version, string.Join(' ', cube.Tables.Select(table => table.Revision)), query.Key, language);
        if (_answers.TryGetValue<CubeAnswer>(key, out var known))
            return known! with { Cube = cube, Query = query };   // whether the version is current may have changed

        await using var connection = await database.Read.OpenConnectionAsync(ct);
        await using var command = CubeSql.Compile(cube, query);
        command.Connection = connection;
        var answer = await ReadAsync(command, cube, query, ct);
        answer = answer with { Cells = await CodeListStore.LabelAsync(connection, cube, query.Drilldown, answer.Cells, language, ct) };
        return _answers.Set(key, answer, new MemoryCacheEntryOptions { Size = 1 + answer.Cells.Count });
    }

    public void Dispose() => _answers.Dispose();

    private static async Task<CubeAnswer> ReadAsync(NpgsqlCommand command, Cube cube, CubeQuery query, CancellationToken ct)
    {
        await using var reader = await command.ExecuteReaderAsync(ct);
        var cells = new List<CubeCell>();
        CubeAnswer? answer = null;
        while (await reader.ReadAsync(ct))
        {
            answer ??= ReadWhole(reader, cube, query);
            if (!await reader.IsDBNullAsync(6, ct))
                cells.Add(ReadCell(reader, query));
        }

        return answer! with { Cells = cells };
    }

    private static CubeAnswer ReadWhole(NpgsqlDataReader reader, Cube cube, CubeQuery query)
    {
        var adds = query.Aggregates.Contains(CubeModel.Amount, StringComparer.Ordinal);
        var currencies = reader.GetFieldValue<string[]>(4);
        var years = reader.GetFieldValue<int?[]>(5);
        var directions = reader.GetFieldValue<string[]>(3);
        if (adds)
        {
            Require(query, "direction", directions.Length);
            Require(query, "currency", currencies.Length);
        }

        if (adds && years.Length > 1 && !query.DrillsBy("fiscal_year") && !query.IsCutBy("fiscal_year"))
            throw new BadQueryException("fiscal_year", $"The lines are of {years.Length} fiscal years: cut by the years to be added (cut=fiscal_year:{years[0]}..{years[^1]}) or drill down by fiscal_year.");

        var notAdded = query.SingleOf("phase") is null && query.DrillsBy("phase") ? "phase"
            : directions.Length > 1 ? "direction"
            : currencies.Length > 1 ? "currency"
            : null;
        return new CubeAnswer
        {
            Cube = cube,
            Query = query,
            Cells = [],
            CellCount = reader.GetInt64(0),
            Total = adds && notAdded is null ? reader.GetDecimal(1) : null,
            NotAdded = adds ? notAdded : null,
            LineCount = reader.GetInt64(2),
            Years = [.. years.OfType<int>()],
            Directions = directions,
            Currency = currencies is [{ Length: > 0 } one] ? one : null,
        };
    }

    private static CubeCell ReadCell(NpgsqlDataReader reader, CubeQuery query) => new()
    {
        IsOther = reader.GetBoolean(7),
        FoldedMembers = reader.GetInt64(8),
        Amount = reader.GetDecimal(9),
        Count = reader.GetInt64(10),
        Table = !reader.IsDBNull(11) && reader.GetInt32(11) == reader.GetInt32(12) ? reader.GetInt32(11) : null,
        Members = [.. query.Drilldown.Select((dimension, i) => new CubeMember
        {
            Code = reader.IsDBNull(13 + (2 * i)) ? null
                : dimension.IsNumber ? reader.GetInt32(13 + (2 * i)).ToString(CultureInfo.InvariantCulture)
                : reader.GetString(13 + (2 * i)),
            Label = reader.IsDBNull(14 + (2 * i)) ? null : reader.GetString(14 + (2 * i)),
        })],
    };

    private static void Require(CubeQuery query, string dimension, int found)
    {
        if (found > 1 && !query.DrillsBy(dimension))
        {
            throw new BadQueryException(dimension,
                $"The lines have {found} values of {dimension}, and their amounts are never added. Cut by exactly one or drill down by {dimension}.");
        }
    }
}
