using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Datastore;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.CallerSql;

/// <summary>
/// From a caller's text to rows (contract 5.8, security rules 1 to 6): the check before anything is sent, the tables that the text may mean and what this caller may do with
/// them, the server's own tree, and then the query as a role that may read just that.
/// </summary>
public sealed class SqlRunner(Database.Database database, SqlServer server, VersionStore versions, IOptions<DatastoreOptions> options) : IDisposable
{
    private static readonly TimeSpan LongestQueue = TimeSpan.FromSeconds(2);
    private readonly SqlTables _tables = new(database);
    private readonly SemaphoreSlim _running = new(options.Value.SqlConcurrency);

    /// <exception cref="CatalogException">Refused, wrong, or too many at once.</exception>
    public async Task<SqlRows> RunAsync(string text, VersionRequest request, Caller caller, CancellationToken ct)
    {
        if (text.Contains('\0', StringComparison.Ordinal) || !IsWellFormed(text))
            throw new ValidationException("sql", "The text has U+0000 or half a character");
        var names = await server.StartAsync(ct);
        var check = options.Value.SqlCheck ? SqlCheck.Check(text, names) : null;
        if (!await _running.WaitAsync(LongestQueue, ct))
            throw new BusyException();
        var place = new SqlPlace(_running);
        try
        {
            return check is null ? await RunUncheckedAsync(text, names, place, ct) : await RunCheckedAsync(text, check, request, caller, names, place, ct);
        }
        catch when (!place.IsHandedOver)
        {
            place.Dispose();
            throw;
        }
    }

    public void Dispose() => _running.Dispose();

    private async Task<SqlRows> RunCheckedAsync(string text, CheckedSql check, VersionRequest request, Caller caller, SqlNames names, SqlPlace place, CancellationToken ct)
    {
        var tables = await _tables.FindAsync(check.Names, caller, ct);
        // An id names nothing else; an alias may also be a column of a table that the caller may read.
        if (tables.FirstOrDefault(table => !table.IsReadable && table.IsNamedById) is { } denied)
            throw Denied(denied, caller);

        SqlLease? lease = null;
        try
        {
            if (request.IsPinned)
            {
                lease = await SqlLease.TakeAsync(database, ct);
                tables = await PinAsync(lease, tables, request, ct);
            }

            var used = await ReadTreeAsync(text, check, tables, lease, caller, names, ct);
            if (lease is null && !used.All(table => table.IsPublic))
            {
                lease = await SqlLease.TakeAsync(database, ct);
                await lease.LendAsync(used, null, ct);
            }

            return await SqlRows.StartAsync(server, new SqlQuery
            {
                Caller = text,
                Text = check.Text,
                Role = lease is null ? SqlRoles.Public : SqlRoles.LentKind(lease.Slot),
                Path = request.IsPinned ? SqlRoles.Path(SqlRoles.LentSchema(lease!.Slot)) : null,
                Lease = lease,
                Place = place,
                Names = names,
                Options = options.Value,
            }, ct);
        }
        catch when (!place.IsHandedOver)
        {
            if (lease is not null)
                await lease.DisposeAsync();
            throw;
        }
    }

    /// <summary>The views of the version that the request names, lent to a role; without those that this caller may not read.</summary>
    private async Task<IReadOnlyList<SqlTable>> PinAsync(SqlLease lease, IReadOnlyList<SqlTable> tables, VersionRequest request, CancellationToken ct)
    {
        var readable = tables.Where(table => table.IsReadable).ToList();
        var numbers = new List<int>();
        foreach (var table in readable)
            numbers.Add((await versions.FindBoundAsync(table.ResourceId, request, ct) ?? throw new NotFoundException($"Resource \"{table.Name}\" was not found.")).Version);
        return [.. await lease.LendAsync(readable, numbers, ct), .. tables.Where(table => !table.IsReadable)];
    }

    private async Task<IReadOnlyList<SqlTable>> ReadTreeAsync(
        string text, CheckedSql check, IReadOnlyList<SqlTable> tables, SqlLease? lease, Caller caller, SqlNames names, CancellationToken ct)
    {
        var byNumber = tables.SelectMany(table => table.Oids.Where(oid => oid != 0).Select(oid => (oid, table))).ToDictionary(pair => pair.oid, pair => pair.table);
        try
        {
            await using var connection = await server.OpenAsync(SqlRoles.Check, ct);
            var path = lease is null ? null : SqlRoles.Path(SqlRoles.LentSchema(lease.Slot));
            var relations = await SqlTree.ReadAsync(connection, check, path, names, Allows, ct);
            return [.. relations.Select(relation => byNumber[relation]).DistinctBy(table => table.Name)];
        }
        catch (ValidationException) when (tables.FirstOrDefault(table => !table.IsReadable) is { } hidden)
        {
            throw Denied(hidden, caller);   // the error could be about its columns
        }

        bool Allows(uint number) => byNumber.TryGetValue(number, out var table) && (table.IsReadable ? true : throw Denied(table, caller));
    }

    /// <summary>For tests of the role alone (security rule 1).</summary>
    private Task<SqlRows> RunUncheckedAsync(string text, SqlNames names, SqlPlace place, CancellationToken ct) => SqlRows.StartAsync(
        server, new SqlQuery { Caller = text, Text = text, Role = SqlRoles.Public, Path = null, Lease = null, Place = place, Names = names, Options = options.Value }, ct);

    private static NotAuthorizedException Denied(SqlTable table, Caller caller) => new($"User {caller.Name} not authorized to read resource {table.ResourceId}");

    private static bool IsWellFormed(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogate(text[i]) && !(i + 1 < text.Length && char.IsSurrogatePair(text[i], text[++i])))
                return false;
        }

        return true;
    }
}
