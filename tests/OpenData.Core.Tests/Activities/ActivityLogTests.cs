using System.Text.Json.Nodes;
using Dapper;
using Npgsql;
using OpenData.Core.Activities;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Activities;

public sealed class ActivityLogTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_publish_is_an_activity_that_holds_the_dataset_as_it_was_afterwards()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);

        await versions.PublishAsync([("a", 1.00m)], Ct);
        await versions.PublishAsync([("a", 2.00m)], Ct);

        await using var connection = await versions.Database.Read.OpenConnectionAsync(Ct);
        var rows = (await connection.QueryAsync<(string Type, int? Version, int? Current, string Data, string[] Labels)>(
            "select activity_type, version, current_version, data::text, permission_labels from catalog.activity order by seq")).ToList();
        Assert.Equal([("changed package", 1, 1), ("changed package", 2, 2)], rows.Select(row => (row.Type, row.Version ?? 0, row.Current ?? 0)));
        Assert.Equal(["1.0.0", "1.0.1"], rows.Select(row => (string?)JsonNode.Parse(row.Data)!["package"]!["version"]));
        Assert.All(rows, row => Assert.Equal(["public"], row.Labels));
    }

    [Fact]
    public async Task A_transaction_that_is_rolled_back_leaves_no_activity()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        await using var connection = await versions.Database.Write.OpenConnectionAsync(Ct);
        await using (var transaction = await connection.BeginTransactionAsync(Ct))
        {
            await ActivityLog.AddPackageAsync(connection, ActivityTypes.ChangedPackage, versions.PackageId, null, DateTimeOffset.UtcNow, Ct);
            await transaction.RollbackAsync(Ct);
        }

        Assert.Equal(0, await CountAsync(connection));
    }

    [Fact]
    public async Task Groups_users_follows_and_views_leave_an_activity_each()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        await using var connection = await versions.Database.Write.OpenConnectionAsync(Ct);
        var (user, group, view, now) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid(), DateTimeOffset.UtcNow);
        await connection.ExecuteAsync("""
            insert into catalog."user" (id, name, created) values (@user, 'anna', now());
            insert into catalog."group" (id, name, type, is_organization, state, created, extras) values (@group, 'parks', 'group', false, 'deleted', now(), '{"a": "b"}');
            insert into catalog.resource_view (id, resource_id, view_type, position) values (@view, @ResourceId, 'text_view', 0);
            """, new { user, group, view, versions.ResourceId });

        await ActivityLog.AddGroupAsync(connection, ActivityTypes.DeletedGroup, group, user, now, Ct);
        await ActivityLog.AddUserAsync(connection, ActivityTypes.NewUser, user, user, now, Ct);
        await ActivityLog.AddFollowAsync(connection, ActivityTypes.FollowDataset, versions.PackageId, user, now, Ct);
        await ActivityLog.AddFollowAsync(connection, ActivityTypes.FollowGroup, group, user, now, Ct);
        await ActivityLog.AddViewAsync(connection, ActivityTypes.NewResourceView, view, user, now, Ct);

        var rows = (await connection.QueryAsync<(Guid ObjectId, string Type, string? Data, string[] Labels)>(
            "select object_id, activity_type, data::text, permission_labels from catalog.activity order by seq")).ToList();
        Assert.Equal([group, user, versions.PackageId, group, view], rows.Select(row => row.ObjectId));
        Assert.Equal("b", (string?)JsonNode.Parse(rows[0].Data!)!["group"]!["extras"]![0]!["value"]);
        Assert.Equal([[$"member-{group}"], ["public"], ["public"], [$"member-{group}"], ["public"]], rows.Select(row => row.Labels));
        Assert.Equal("amounts", (string?)JsonNode.Parse(rows[2].Data!)!["dataset"]!["name"]);
        Assert.Equal("text_view", (string?)JsonNode.Parse(rows[4].Data!)!["resource_view"]!["view_type"]);
    }

    private static Task<int> CountAsync(NpgsqlConnection connection) => connection.QuerySingleAsync<int>("select count(*)::int from catalog.activity");
}
