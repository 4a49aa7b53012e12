using System.Globalization;
using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Activities;
using OpenData.Core.Errors;
using OpenData.Core.Versions;

namespace OpenData.Core.Packages;

/// <summary>Takes datasets out of the catalog: deleting hides, purging removes every row and version (contract 3.7).</summary>
public sealed class PackageRemover(Database.Database database, TimeProvider clock)
{
    /// <summary>Hides it; doing so again changes nothing. <c>metadata_modified</c> stays (contract 2.5): harvesters learn of it by its tombstone.</summary>
    public async Task DeleteAsync(Guid id, Caller caller, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var deleted = await connection.ExecuteAsync(new CommandDefinition(
            "update catalog.package set state = 'deleted' where id = @id and state <> 'deleted'", new { id }, cancellationToken: ct));
        if (deleted > 0)
            await ActivityLog.AddPackageAsync(connection, ActivityTypes.DeletedPackage, id, caller.UserId, Clock.Microseconds(clock.GetUtcNow()), ct);
        await transaction.CommitAsync(ct);
    }

    /// <summary>Removes it with its resources, versions, rows and runs. Its files are freed by the collector, unless others have the same ones.</summary>
    /// <exception cref="ConflictException">A run is working on it.</exception>
    public async Task PurgeAsync(Guid id, CancellationToken ct)
    {
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await connection.ExecuteAsync(new CommandDefinition("select 1 from catalog.package where id = @id for update", new { id }, cancellationToken: ct));
        if (await connection.QuerySingleAsync<bool>(new CommandDefinition(
            "select exists (select 1 from etl.run where package_id = @id and status in ('queued', 'running'))", new { id }, cancellationToken: ct)))
            throw new ConflictException("A run is working on this dataset: cancel it or wait for its end");
        var tables = await connection.QueryAsync<int>(new CommandDefinition(
            """
            select table_no from catalog.resource where package_id = @id and table_no is not null
            union select rv.table_no from ver.resource_version rv join catalog.resource r on r.id = rv.resource_id where r.package_id = @id and rv.table_no is not null
            """, new { id }, cancellationToken: ct));
        const string sql = """
            delete from etl.issue where run_id in (select id from etl.run where package_id = @id);
            delete from etl.run_step where run_id in (select id from etl.run where package_id = @id);
            delete from etl.run where package_id = @id;
            delete from etl.source where package_id = @id;
            delete from ver.version_file where package_id = @id;
            delete from ver.resource_version where resource_id in (select id from catalog.resource where package_id = @id);
            delete from ver.dataset_version where package_id = @id;
            delete from catalog.code_list where package_id = @id;
            delete from catalog.code_list_use where package_id = @id;
            delete from catalog.package_tag where package_id = @id;
            delete from catalog.package_group where package_id = @id;
            delete from catalog.resource where package_id = @id;
            delete from catalog.follower where object_id = @id;
            delete from catalog.package where id = @id
            """;
        await connection.ExecuteAsync(new CommandDefinition(sql, new { id }, cancellationToken: ct));
        foreach (var table in tables)
            await connection.ExecuteAsync(new CommandDefinition(string.Create(CultureInfo.InvariantCulture, $"drop table if exists {RowTable.Name(table)}"), cancellationToken: ct));
        await transaction.CommitAsync(ct);
    }
}
