using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using Npgsql;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>Runs row queries and hands out one row at a time: memory use does not grow with the answer.</summary>
public sealed class RowReader : IDisposable, IAsyncDisposable
{
    /// <summary>Searches of each kind at once; more of them wait for their turn.</summary>
    private const int MostConnections = 32;

    private readonly Database.Database _database;
    private readonly RowIndexer _indexer;
    private readonly ICostlyPlaces _places;
    private readonly NpgsqlDataSource _quick;
    private readonly NpgsqlDataSource _costly;
    private readonly TotalCache _totals = new();

    public RowReader(Database.Database database, RowIndexer indexer, ICostlyPlaces places, IOptions<DatastoreOptions> options)
    {
        (_database, _indexer, _places) = (database, indexer, places);
        _quick = database.BuildReaders("-c statement_timeout=200ms", MostConnections);
        _costly = database.BuildReaders(string.Create(CultureInfo.InvariantCulture, $"-c statement_timeout={options.Value.StatementTimeoutSeconds}s"), MostConnections, isCostly: true);
    }

    public void Dispose()
    {
        _quick.Dispose();
        _costly.Dispose();
        _totals.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _quick.DisposeAsync();
        await _costly.DisposeAsync();
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
        if (!limited)
            return await PrintedRows.OpenAsync(_database.Costly, RowStatement.Rows(query), query, null, ct);
        var page = query;
        if (RankedRows.Order(query))
        {
            var ranked = await RankAsync(query, ct);
            page = RankedRows.Answers(query) ? ranked.Page(query) : query with { RankedUpTo = ranked.UpTo };
        }

        return await QuickFirstAsync(source => BeginAsync(source, page, ct), ct);
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
            rows = await PrintedRows.OpenAsync(_quick, RowStatement.Rows(query with { Source = known.For(caller) }), query, ContinueAsync, ct);
            if (await rows.BeginAsync(ct))
                return rows;
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable)
        {
            // purged since the bound was found
        }
        catch (ValidationException e) when (e.IsTimeout)
        {
            await _places.EnterAsync(ct);
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
        return RankedRows.Order(query) ? (await RankAsync(query, ct)).Total : await _totals.GetAsync(query, () => QuickFirstAsync(source => ReadCountAsync(source, query, ct), ct), ct);
    }

    /// <summary>
    /// What takes a moment is read at once. What turns out to take longer begins anew when it has one of the few places for costly work, and stands back there: what a statement costs is
    /// known only when it runs.
    /// </summary>
    private async Task<T> QuickFirstAsync<T>(Func<NpgsqlDataSource, Task<T>> read, CancellationToken ct)
    {
        try
        {
            if (!_places.IsHeld)
                return await read(_quick);
        }
        catch (ValidationException e) when (e.IsTimeout)
        {
            await _places.EnterAsync(ct);
        }

        return await read(_costly);
    }

    /// <summary>In its quick time up to the first row, behind which it can go on elsewhere.</summary>
    private async Task<PrintedRows> BeginAsync(NpgsqlDataSource source, RowQuery query, CancellationToken ct)
    {
        if (source == _costly)
            return await PrintedRows.OpenAsync(source, RowStatement.Rows(query), query, null, ct);
        var rows = await PrintedRows.OpenAsync(source, RowStatement.Rows(query), query, ContinueAsync, ct);
        try
        {
            await rows.BeginAsync(ct);
            return rows;
        }
        catch
        {
            await rows.DisposeAsync();
            throw;
        }
    }

    /// <summary>The rest of a page whose quick time was up between two rows: the rows of a version stay what they are.</summary>
    private async Task<PrintedRows> ContinueAsync(RowQuery rest, CancellationToken ct)
    {
        await _places.EnterAsync(ct);
        return await PrintedRows.OpenAsync(_costly, RowStatement.Rows(rest), rest, null, ct);
    }

    private Task<RankedRows> RankAsync(RowQuery query, CancellationToken ct) => _totals.GetAsync(query, () => QuickFirstAsync(source => ReadRanksAsync(source, query, ct), ct), ct);

    private static async Task<RankedRows> ReadRanksAsync(NpgsqlDataSource source, RowQuery query, CancellationToken ct)
    {
        await using var rows = await PrintedRows.OpenAsync(source, RowStatement.Ranked(query, RankedRows.Most, RankedRows.MostRanked), query, null, ct);
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
    }

    private static async Task<long> ReadCountAsync(NpgsqlDataSource source, RowQuery query, CancellationToken ct)
    {
        await using var rows = await PrintedRows.OpenAsync(source, RowStatement.Count(query), query, null, ct);
        await rows.NextAsync(ct);
        return long.Parse(rows.Text(0)!, CultureInfo.InvariantCulture);
    }
}
