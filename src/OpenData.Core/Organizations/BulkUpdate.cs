using Dapper;
using OpenData.Core.Access;
using OpenData.Core.Activities;

namespace OpenData.Core.Organizations;

/// <summary>Changes many datasets of one organization at once (contract 3.6). Ids of other organizations' datasets have no effect.</summary>
public sealed class BulkUpdate(Database.Database database, TimeProvider clock)
{
    public Task SetPrivateAsync(Guid organizationId, IReadOnlyList<Guid> packageIds, bool isPrivate, Caller caller, CancellationToken ct) =>
        RunAsync("private = @isPrivate", "private <> @isPrivate", ActivityTypes.ChangedPackage, organizationId, packageIds, isPrivate, caller, ct);

    public Task DeleteAsync(Guid organizationId, IReadOnlyList<Guid> packageIds, Caller caller, CancellationToken ct) =>
        RunAsync("state = 'deleted'", "true", ActivityTypes.DeletedPackage, organizationId, packageIds, false, caller, ct);

    private async Task RunAsync(
        string change, string condition, string activity, Guid organizationId, IReadOnlyList<Guid> packageIds, bool isPrivate, Caller caller, CancellationToken ct)
    {
        var sql = $"""
            update catalog.package set {change}, metadata_modified = @now
             where owner_org = @organizationId and id = any(@ids) and state <> 'deleted' and {condition}
            returning id
            """;
        var now = Clock.Microseconds(clock.GetUtcNow());
        await using var connection = await database.Write.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(ct);
        var changed = (await connection.QueryAsync<Guid>(new CommandDefinition(
            sql, new { organizationId, ids = packageIds.ToArray(), isPrivate, now }, cancellationToken: ct))).ToList();
        foreach (var id in changed)
            await ActivityLog.AddPackageAsync(connection, activity, id, caller.UserId, now, ct);
        await transaction.CommitAsync(ct);
    }
}
