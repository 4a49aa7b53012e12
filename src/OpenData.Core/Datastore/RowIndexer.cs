using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Threading.Channels;
using Dapper;
using Npgsql;
using OpenData.Core.Versions;

namespace OpenData.Core.Datastore;

/// <summary>
/// Indexes of large tables' columns, made because somebody filtered by them (decision 0017): nobody pays for those that nobody needs. An index ends with
/// <c>_id</c>, so that the first page of many equal rows is read in order and not sorted. Of texts it holds hashes: a text of any length can still be written.
/// </summary>
public sealed class RowIndexer(Database.Database database, TimeProvider clock)
{
    /// <summary>A smaller table is read faster than an index is made (design E.3).</summary>
    public const long FromRows = 10_000;

    /// <summary>Most indexes of this kind on one table: each costs its writers time and the disk room, and anybody may ask.</summary>
    private const int MostOfTable = 16;

    /// <summary>With more rows than these after it an index of words is made anew.</summary>
    private const int MostAfter = 20_000;

    private static readonly TimeSpan Again = TimeSpan.FromMinutes(1);

    private readonly Channel<Wish> _wishes = Channel.CreateBounded<Wish>(new BoundedChannelOptions(100) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly ConcurrentDictionary<Wish, byte> _asked = new();
    private readonly ConcurrentDictionary<int, long> _words = new();

    /// <summary>The expression that an index of hashes is made of.</summary>
    internal static string HashOf(RowColumn column) => $"hashtextextended({column.Sql}, 0)";

    /// <summary>Notes which indexes would have helped a query. Returns at once.</summary>
    public void Note(RowQuery query)
    {
        if (query.Source is not { TableNo: { } table, RowCount: >= FromRows })
            return;
        if (query.Matches.Any(match => match.Column is null))
            NoteWords(query.Source, table);
        foreach (var column in Columns(query.Filter).Concat(query.Sort.Take(1).Where(clause => clause.Column.Index == IndexKind.Order).Select(clause => clause.Column)))
        {
            if (query.Source.Indexed.Contains(column.Physical) || _asked.Count > 10_000)
                continue;
            var wish = new Wish(table, column.Physical, column.Index);
            if (_asked.TryAdd(wish, 0) && !_wishes.Writer.TryWrite(wish))
                _asked.TryRemove(wish, out _);
        }
    }

    /// <summary>Asks for the words of all rows, and every minute whether what was written since is much.</summary>
    private void NoteWords(RowSource source, int table)
    {
        var now = clock.GetTimestamp();
        if (_words.TryGetValue(table, out var last) && clock.GetElapsedTime(last, now) < Again)
            return;
        _words[table] = now;
        _wishes.Writer.TryWrite(new Wish(table, "", IndexKind.Words) { Columns = [.. source.Columns.Skip(1)] });
    }

    /// <summary>
    /// Asks for the words of large tables without waiting for a search: the first one would read them all. What is still being written is left until it rests.
    /// </summary>
    /// <param name="fromRows">Of so many rows, as the statistics have it.</param>
    /// <param name="quiet">How long ago the last version was published.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>The numbers of the tables.</returns>
    public async Task<IReadOnlyList<int>> LookAsync(long fromRows, TimeSpan quiet, CancellationToken ct)
    {
        const string sql = """
            select t.table_no, last.fields::text
              from (select case when relname ~ '^r_[0-9]+$' then substring(relname from 3)::int end as table_no from pg_class
                     where relnamespace = 'rows'::regnamespace and relkind = 'r' and reltuples >= @fromRows) t
             cross join lateral (
                   select rv.v, rv.fields, d.published_at
                     from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id join ver.dataset_version d on d.package_id = r.package_id and d.v = rv.v
                    where rv.table_no = t.table_no order by rv.v desc limit 1) last
              left join ver.words_index w on w.table_no = t.table_no
             where last.published_at <= @before and (w.v is null or w.v < last.v)
            """;
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var tables = (await connection.QueryAsync<(int No, string Fields)>(new CommandDefinition(sql, new { fromRows, before = clock.GetUtcNow() - quiet }, cancellationToken: ct))).ToList();
        foreach (var (no, fields) in tables)
            _wishes.Writer.TryWrite(new Wish(no, "", IndexKind.Words) { Columns = [.. Field.ListFromJson(fields).Select(RowColumn.Of)] });
        return [.. tables.Select(table => table.No)];
    }

    /// <summary>Makes what is asked for, one index after the other; <paramref name="failed"/> is told what could not be made, which is not tried again by this program.</summary>
    public async Task WorkAsync(Action<string, Exception> failed, CancellationToken ct)
    {
        await foreach (var wish in _wishes.Reader.ReadAllAsync(ct))
        {
            try
            {
                await (wish.Kind == IndexKind.Words ? MakeWordsAsync(wish, ct) : MakeAsync(wish, ct));
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                failed(wish.Index, e);
            }
        }
    }

    private static IEnumerable<RowColumn> Columns(Filter filter) => filter switch
    {
        AllOf all => all.Parts.SelectMany(Columns),
        AnyOf any => any.Parts.SelectMany(Columns),
        Compare compare when compare.Column.Index == IndexKind.Order || (compare.Column.Index == IndexKind.Hash && compare.Operator == "=") => [compare.Column],
        OneOf one when one.Column.Index != IndexKind.None => [one.Column],
        _ => [],
    };

    /// <summary>Beside readers and writers. One program at a time; an index that a crash left half made is made anew.</summary>
    private async Task MakeAsync(Wish wish, CancellationToken ct)
    {
        await using var connection = await database.Session.OpenConnectionAsync(ct);
        try
        {
            await MakeAsync(connection, wish, ct);
        }
        finally
        {
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_unlock_all()", cancellationToken: CancellationToken.None));
        }
    }

    private async Task MakeAsync(NpgsqlConnection connection, Wish wish, CancellationToken ct)
    {
        const string free = """
            select pg_try_advisory_lock(hashtextextended('row index ' || @TableNo, 0)) and to_regclass(@Table) is not null
               and not exists (select 1 from ver.row_index where table_no = @TableNo and column_name = @Column)
               and (select count(*) from ver.row_index where table_no = @TableNo) < @most
            """;
        if (!await connection.QuerySingleAsync<bool>(new CommandDefinition(free, new { wish.TableNo, wish.Table, wish.Column, most = MostOfTable }, cancellationToken: ct)))
            return;
        var column = Database.Sql.Identifier(wish.Column);
        var key = wish.Kind == IndexKind.Hash ? $"hashtextextended({column}, 0)" : column;
        // Statements of their own: none of these may stand in a transaction. A reader of minutes is waited for, but not for ever.
        await connection.ExecuteAsync(new CommandDefinition("set lock_timeout = '60s'", cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition($"drop index concurrently if exists rows.{wish.Index}", commandTimeout: 0, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition($"create index concurrently {wish.Index} on {wish.Table} ({key}, _id)", commandTimeout: 0, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition($"analyze {wish.Table}", commandTimeout: 0, cancellationToken: ct));
        await connection.ExecuteAsync(new CommandDefinition(
            "insert into ver.row_index (table_no, column_name, made_at) values (@TableNo, @Column, @now)", new { wish.TableNo, wish.Column, now = clock.GetUtcNow() }, cancellationToken: ct));
    }

    /// <summary>The words of the open rows; the index before it goes when the new one is there.</summary>
    private async Task MakeWordsAsync(Wish wish, CancellationToken ct)
    {
        await using var connection = await database.Session.OpenConnectionAsync(ct);
        try
        {
            var columns = wish.Columns.Select(column => column.Physical).ToArray();
            var (isFree, v, made) = await connection.QuerySingleAsync<(bool, int?, int?)>(new CommandDefinition($"""
                select pg_try_advisory_lock(hashtextextended('row index ' || @TableNo, 0)) and to_regclass(@Table) is not null, (select max(_vf) from {wish.Table}),
                       (select v from ver.words_index where table_no = @TableNo and columns = @columns)
                """, new { wish.TableNo, wish.Table, columns }, cancellationToken: ct));
            if (!isFree || v is null)
                return;
            var after = made is null ? int.MaxValue : await connection.QuerySingleAsync<int>(new CommandDefinition(
                $"select count(*)::int from (select 1 from {wish.Table} where _vf > @made and _vt = {RowTable.Open.ToString(CultureInfo.InvariantCulture)} limit {MostAfter + 1}) x", new { made }, cancellationToken: ct));
            if (after <= MostAfter)
                return;
            var prefix = string.Create(CultureInfo.InvariantCulture, $"r_{wish.TableNo}_words_");
            var old = await connection.QueryAsync<string>(new CommandDefinition("select relname::text from pg_class where relnamespace = 'rows'::regnamespace and starts_with(relname, @prefix)", new { prefix }, cancellationToken: ct));
            var name = $"{prefix}{clock.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}";
            await connection.ExecuteAsync(new CommandDefinition("set lock_timeout = '60s'", cancellationToken: ct));
            await connection.ExecuteAsync(new CommandDefinition(
                $"create index concurrently {name} on {wish.Table} using gin ({WordsIndex.Vector(wish.Columns, "")}) where {WordsIndex.Covered(v.Value)}", commandTimeout: 0, cancellationToken: ct));
            await connection.ExecuteAsync(new CommandDefinition("""
                insert into ver.words_index (table_no, v, columns, made_at) values (@TableNo, @v, @columns, @now)
                on conflict (table_no) do update set v = excluded.v, columns = excluded.columns, made_at = excluded.made_at
                """, new { wish.TableNo, v, columns, now = clock.GetUtcNow() }, cancellationToken: ct));
            foreach (var before in old.Where(before => before != name))
                await connection.ExecuteAsync(new CommandDefinition($"drop index concurrently if exists rows.{before}", commandTimeout: 0, cancellationToken: ct));
        }
        finally
        {
            await connection.ExecuteAsync(new CommandDefinition("select pg_advisory_unlock_all()", cancellationToken: CancellationToken.None));
        }
    }

    private sealed record Wish(int TableNo, string Column, IndexKind Kind)
    {
        /// <summary>Whose words, for an index of words.</summary>
        public IReadOnlyList<RowColumn> Columns { get; init; } = [];

        public string Table => RowTable.Name(TableNo);

        public string Index => string.Create(CultureInfo.InvariantCulture, $"r_{TableNo}_auto_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Column)))[..12]}");
    }
}
