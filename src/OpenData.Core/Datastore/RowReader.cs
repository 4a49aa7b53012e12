using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>Runs row queries and hands out one row at a time: memory use does not grow with the answer.</summary>
public sealed class RowReader : IDisposable, IAsyncDisposable
{
    /// <summary>Searches at once; more of them wait for their turn.</summary>
    private const int MostConnections = 32;

    private readonly Database.Database _database;
    private readonly RowIndexer _indexer;
    private readonly NpgsqlDataSource _limited;
    private readonly TotalCache _totals = new();

    public RowReader(Database.Database database, RowIndexer indexer, IOptions<DatastoreOptions> options)
    {
        (_database, _indexer) = (database, indexer);
        _limited = database.BuildReaders(string.Create(CultureInfo.InvariantCulture, $"-c statement_timeout={options.Value.StatementTimeoutSeconds}s"), MostConnections);
    }

    public void Dispose()
    {
        _limited.Dispose();
        _totals.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _limited.DisposeAsync();
        _totals.Dispose();
    }

    /// <summary>The rows, for who copies their bytes.</summary>
    /// <param name="query">Checked against its source.</param>
    /// <param name="limited">Whether the statement timeout holds; false for dumps, which last as long as the reader.</param>
    /// <param name="ct">Ends the statement.</param>
    /// <exception cref="ValidationException">A value that does not fit its column, or the time is up.</exception>
    public async Task<PrintedRows> OpenAsync(RowQuery query, bool limited, CancellationToken ct)
    {
        _indexer.Note(query);
        if (limited && RankedRows.Order(query))
        {
            var ranked = await RankAsync(query, ct);
            return await PrintedRows.OpenAsync(_limited, RowStatement.Rows(RankedRows.Answers(query) ? ranked.Page(query) : query with { RankedUpTo = ranked.UpTo }), query, ct);
        }

        return await PrintedRows.OpenAsync(limited ? _limited : _database.Read, RowStatement.Rows(query), query, ct);
    }

    /// <summary>
    /// The rows of a bound that is supposed to hold, for a caller who is supposed to may read them: both are asked in the same statement. Null when one of them is not so, or when there is no
    /// row: then ask step by step.
    /// </summary>
    /// <param name="query">Of <see cref="KnownBound.Source"/>.</param>
    /// <exception cref="ValidationException">As for <see cref="OpenAsync"/>; also where the caller may not read.</exception>
    public async Task<PrintedRows?> TryOpenAsync(RowQuery query, KnownBound known, Caller caller, CancellationToken ct)
    {
        _indexer.Note(query);
        PrintedRows? rows = null;
        try
        {
            rows = await PrintedRows.OpenAsync(_limited, RowStatement.Rows(query with { Source = known.For(caller) }), query, ct);
            if (await rows.BeginAsync(ct))
                return rows;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // purged since the bound was found
        }
        catch
        {
            if (rows is not null)
                await rows.DisposeAsync();
            throw;
        }

        if (rows is not null)
            await rows.DisposeAsync();
        return null;
    }

    /// <summary>
    /// The rows, each as texts in the order of the query's columns as PostgreSQL prints them. The array is filled anew for each row: whoever keeps it copies it.
    /// </summary>
    /// <exception cref="ValidationException">As for <see cref="OpenAsync"/>.</exception>
    public async IAsyncEnumerable<string?[]> ReadAsync(RowQuery query, bool limited, [EnumeratorCancellation] CancellationToken ct)
    {
        await using var rows = await OpenAsync(query, limited, ct);
        var row = new string?[query.Columns.Count];
        while (await rows.NextAsync(ct))
        {
            for (var i = 0; i < row.Length; i++)
                row[i] = rows.Text(i);
            yield return row;
        }
    }

    /// <summary>All rows that the query would give without limit and offset: recorded, remembered or counted.</summary>
    /// <exception cref="ValidationException">As for <see cref="OpenAsync"/>.</exception>
    public async Task<long> CountAsync(RowQuery query, CancellationToken ct)
    {
        if (query.IsUnfiltered && query.Source.RowCount is { } known)
            return known;
        return RankedRows.Order(query) ? (await RankAsync(query, ct)).Total : await _totals.GetAsync(query, () => ReadCountAsync(query, ct), ct);
    }

    private Task<RankedRows> RankAsync(RowQuery query, CancellationToken ct) => _totals.GetAsync(query, async () =>
    {
        await using var rows = await PrintedRows.OpenAsync(_limited, RowStatement.Ranked(query, RankedRows.Most, RankedRows.MostRanked), query, ct);
        var ids = new List<long>();
        var ranks = query.Matches.Where(match => match.RankName is not null).Select(_ => new List<string>()).ToList();
        var total = 0L;
        long? upTo = null;
        while (await rows.NextAsync(ct))
        {
            ids.Add(long.Parse(rows.Text(0)!, CultureInfo.InvariantCulture));
            total = long.Parse(rows.Text(1)!, CultureInfo.InvariantCulture);
            upTo = rows.Text(2) is { } last ? long.Parse(last, CultureInfo.InvariantCulture) : null;
            for (var i = 0; i < ranks.Count; i++)
                ranks[i].Add(rows.Text(i + 3)!);
        }

        return new RankedRows(total, upTo, [.. ids], [.. ranks.Select(each => each.ToArray())]);
    }, ct);

    private async Task<long> ReadCountAsync(RowQuery query, CancellationToken ct)
    {
        await using var rows = await PrintedRows.OpenAsync(_limited, RowStatement.Count(query), query, ct);
        await rows.NextAsync(ct);
        return long.Parse(rows.Text(0)!, CultureInfo.InvariantCulture);
    }
}
