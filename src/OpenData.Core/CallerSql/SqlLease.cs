using Dapper;
using Npgsql;
using OpenData.Core.Errors;

namespace OpenData.Core.CallerSql;

/// <summary>
/// One of the roles that are lent, taken by an advisory lock for the length of one query. What the lender forgot, because it was killed, the next one takes back first; and no
/// connection is made as a role whose lock is not held.
/// </summary>
internal sealed class SqlLease : IAsyncDisposable
{
    private const int Locks = 0x5371_6c4c;   // "SqlL"
    private readonly NpgsqlConnection _holder;

    private SqlLease(NpgsqlConnection holder, int slot) => (_holder, Slot) = (holder, slot);

    public int Slot { get; }

    /// <exception cref="BusyException">All of them are taken.</exception>
    public static async Task<SqlLease> TakeAsync(Database.Database database, CancellationToken ct)
    {
        var holder = await database.Session.OpenConnectionAsync(ct);
        try
        {
            var slot = await holder.QuerySingleOrDefaultAsync<int?>(new CommandDefinition(
                "select n from generate_series(1, @Lent) n where pg_try_advisory_lock(@Locks, n) limit 1", new { SqlRoles.Lent, Locks }, cancellationToken: ct)) ?? throw new BusyException();
            return new SqlLease(holder, slot);
        }
        catch
        {
            await holder.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lends exactly these views: the current ones, or pinned ones that are made for it.</summary>
    /// <returns>The tables with the numbers of what was lent.</returns>
    /// <exception cref="BusyException">One of them is being written to for longer than a reader should wait.</exception>
    public async Task<IReadOnlyList<SqlTable>> LendAsync(IReadOnlyList<SqlTable> tables, IReadOnlyList<int>? versions, CancellationToken ct)
    {
        const string numbers = """
            select c.relname as name, array[c.oid::int8, c.reltype::int8, t.typarray::int8] as oids
              from pg_class c join pg_type t on t.oid = c.reltype
             where c.relnamespace = @schema::regnamespace and c.relname = any(@names)
            """;
        var names = tables.Select(table => table.Name).ToArray();
        try
        {
            await using var transaction = await _holder.BeginTransactionAsync(ct);
            // Shorter than the time after which deadlocks are looked for: of a publish and a reader that wait for each other, the reader gives up.
            await _holder.ExecuteAsync(new CommandDefinition("set local lock_timeout = '500ms'", transaction: transaction, cancellationToken: ct));
            await _holder.ExecuteAsync(new CommandDefinition("select catalog.sql_lend(@Slot, @names, @versions)", new { Slot, names, versions = versions?.ToArray() }, transaction, cancellationToken: ct));
            var lent = (await _holder.QueryAsync<(string Name, long[] Oids)>(new CommandDefinition(
                numbers, new { schema = versions is null ? "datastore" : SqlRoles.LentSchema(Slot), names }, transaction, cancellationToken: ct))).ToDictionary(row => row.Name, row => row.Oids);
            await transaction.CommitAsync(ct);
            return [.. tables.Select(table => table with { Oids = [.. lent.GetValueOrDefault(table.Name, []).Select(oid => (uint)oid)] })];
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            throw new BusyException();
        }
    }

    public async ValueTask DisposeAsync()
    {
        try
        {
            await using var transaction = await _holder.BeginTransactionAsync(CancellationToken.None);
            await _holder.ExecuteAsync(new CommandDefinition("set local lock_timeout = '500ms'", transaction: transaction, cancellationToken: CancellationToken.None));
            await _holder.ExecuteAsync(new CommandDefinition("select catalog.sql_lend(@Slot, '{}')", new { Slot }, transaction, cancellationToken: CancellationToken.None));
            await transaction.CommitAsync(CancellationToken.None);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected)
        {
            // A publish holds the view. The next lease takes it back before it lends anything, and nobody else connects as this role.
        }
        finally
        {
            await ReleaseAsync();
        }
    }

    private async Task ReleaseAsync()
    {
        try
        {
            await _holder.ExecuteAsync(new CommandDefinition("select pg_advisory_unlock(@Locks, @Slot)", new { Slot, Locks }, cancellationToken: CancellationToken.None));
        }
        finally
        {
            await _holder.DisposeAsync();
        }
    }
}
