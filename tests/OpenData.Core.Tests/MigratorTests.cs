using Dapper;
using OpenData.Core.Database;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests;

public sealed class MigratorTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrating_twice_does_nothing_the_second_time()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);

        var done = await Migrator.MigrateAsync(test.Database, Ct);

        Assert.Empty(done);
    }

    [Fact]
    public async Task A_migration_that_was_changed_after_it_was_applied_stops_the_start()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        await using var connection = await test.Database.Write.OpenConnectionAsync(Ct);
        await connection.ExecuteAsync("update schema_migration set sha256 = '\\x00' where number = 1");

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => Migrator.MigrateAsync(test.Database, Ct));

        Assert.Contains("0001_catalog", error.Message, StringComparison.Ordinal);
    }
}
