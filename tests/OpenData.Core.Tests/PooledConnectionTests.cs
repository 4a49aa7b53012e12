using Dapper;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests;

/// <summary>What a connection carries from who had it to who gets it.</summary>
public sealed class PooledConnectionTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_was_left_open_is_undone()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        await using (var connection = await test.Database.Write.OpenConnectionAsync(Ct))
        {
            await connection.BeginTransactionAsync(Ct);
            await connection.ExecuteAsync("create table left_behind (n int); set local lock_timeout = '7s'; select pg_advisory_xact_lock(42)");
        }

        await using var next = await test.Database.Write.OpenConnectionAsync(Ct);
        Assert.Equal((true, "0", 0), await next.QuerySingleAsync<(bool, string, int)>(
            "select to_regclass('left_behind') is null, current_setting('lock_timeout'), (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())"));
    }

    [Fact]
    public async Task A_session_takes_its_settings_and_locks_with_it_and_other_connections_are_asked_nothing_more()
    {
        await using var test = await TestDatabase.CreateAsync(Ct);
        var process = 0;
        await using (var connection = await test.Database.Session.OpenConnectionAsync(Ct))
            process = await connection.QuerySingleAsync<int>("set lock_timeout = '7s'; do $$ begin perform pg_advisory_lock(42); end $$; select pg_backend_pid()");
        await using (var next = await test.Database.Session.OpenConnectionAsync(Ct))
        {
            Assert.Equal((process, "0", 0), await next.QuerySingleAsync<(int, string, int)>(
                "select pg_backend_pid(), current_setting('lock_timeout'), (select count(*)::int from pg_locks where locktype = 'advisory' and pid = pg_backend_pid())"));
        }

        Assert.True(new Npgsql.NpgsqlConnectionStringBuilder(test.Database.Read.ConnectionString).NoResetOnClose);
    }
}
