using Dapper;
using Npgsql;
using OpenData.Core.Packages;

namespace OpenData.Core.Search;

/// <summary>Makes the search index anew from the datasets: a few at a time, each batch one transaction, so that readers and writers go on.</summary>
public static class SearchIndex
{
    private const int Batch = 200;

    /// <summary>After an update of the program that stores other lexemes (<see cref="SearchDocument.Format"/>).</summary>
    public static async Task RebuildIfOldAsync(Database.Database database, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var format = await connection.QuerySingleAsync<int>(new CommandDefinition("select format from catalog.search_format", cancellationToken: ct));
        if (format != SearchDocument.Format)
            await RebuildAsync(database, _ => { }, ct);
    }

    /// <param name="database">Where.</param>
    /// <param name="report">Gets the number of datasets done so far.</param>
    /// <param name="ct">Stops between two batches; what is done stays.</param>
    public static async Task RebuildAsync(Database.Database database, Action<long> report, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        var last = Guid.Empty;
        for (var done = 0L; ;)
        {
            var ids = (await connection.QueryAsync<Guid>(new CommandDefinition(
                "select id from catalog.package where id > @last order by id limit @Batch", new { last, Batch }, cancellationToken: ct))).ToArray();
            if (ids.Length == 0)
                break;
            await RebuildAsync(connection, ids, ct);
            last = ids[^1];
            report(done += ids.Length);
        }

        await connection.ExecuteAsync(new CommandDefinition("update catalog.search_format set format = @Format", new { SearchDocument.Format }, cancellationToken: ct));
    }

    /// <summary>
    /// The words of some datasets anew, for a writer who changed something that they are found by and that is not theirs, such as the name of their organization.
    /// </summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="ids">Of datasets. Their rows are locked before they are read: who is writing one has other words for it.</param>
    /// <param name="ct">Gives up.</param>
    public static async Task RewriteAsync(NpgsqlConnection connection, IReadOnlyCollection<Guid> ids, CancellationToken ct)
    {
        foreach (var some in ids.Order().Chunk(Batch))
        {
            await LockAsync(connection, some, ct);
            await WriteWordsAsync(connection, some, ct);
        }
    }

    /// <summary>
    /// For a writer who is about to change something that datasets are found by. Locks them and then that thing, in the order in which writers of datasets ask for
    /// their locks. Who is linking a dataset to it now has the lock of the foreign key: it is waited for, and that dataset is among the result. Who comes later waits
    /// and reads what it is called then (<see cref="PackageWriter"/>).
    /// </summary>
    /// <param name="connection">In the writer's transaction.</param>
    /// <param name="packages">A condition on <c>catalog.package p</c>: those that are found by it.</param>
    /// <param name="things">Statements that lock its rows <c>for update</c>.</param>
    /// <param name="parameters">Of both.</param>
    /// <param name="ct">Gives up.</param>
    /// <returns>Ids of the datasets, in order.</returns>
    public static async Task<IReadOnlyCollection<Guid>> LockAsync(NpgsqlConnection connection, string packages, string things, object parameters, CancellationToken ct)
    {
        var lockPackages = new CommandDefinition($"select p.id from catalog.package p where {packages} order by p.id for update", parameters, cancellationToken: ct);
        await connection.ExecuteAsync(lockPackages);
        await connection.ExecuteAsync(new CommandDefinition(things, parameters, cancellationToken: ct));
        return [.. await connection.QueryAsync<Guid>(lockPackages)];
    }

    private static Task<int> LockAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken ct) =>
        connection.ExecuteAsync(new CommandDefinition("select 1 from catalog.package where id = any(@ids) order by id for update", new { ids }, cancellationToken: ct));

    private static async Task RebuildAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await LockAsync(connection, ids, ct);
        await WriteWordsAsync(connection, ids, ct);
        // The index row too where its words are the same: it may be missing, or be of older rules.
        await connection.ExecuteAsync(new CommandDefinition("select catalog.index_package(id) from unnest(@ids) id", new { ids }, cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }

    private static async Task WriteWordsAsync(NpgsqlConnection connection, Guid[] ids, CancellationToken ct)
    {
        const string names = """
            select p.id, o.name as owner, array(select g.name from catalog.package_group pg join catalog."group" g on g.id = pg.group_id where pg.package_id = p.id) as groups
              from catalog.package p left join catalog."group" o on o.id = p.owner_org
             where p.id = any(@ids)
            """;
        const string write = """
            update catalog.package p set search = w.words::tsvector
              from unnest(@ids, @words) w (id, words)
             where p.id = w.id and p.search is distinct from w.words::tsvector
            """;
        var named = (await connection.QueryAsync<(Guid Id, string? Owner, string[] Groups)>(new CommandDefinition(names, new { ids }, cancellationToken: ct))).ToDictionary(row => row.Id);
        var contents = await PackageContentRow.ReadAsync(connection, ids, ct);
        await connection.ExecuteAsync(new CommandDefinition(write, new
        {
            ids = contents.Select(stored => stored.Content.Id).ToArray(),
            words = contents.Select(stored => PackageWords.Of(stored.Content, named[stored.Content.Id].Owner, named[stored.Content.Id].Groups)).ToArray(),
        }, cancellationToken: ct));
    }
}
