using System.Diagnostics;
using System.Globalization;
using Npgsql;
using OpenData.Core.Hosting;
using Xunit;

namespace OpenData.Core.Tests.Hosting;

public sealed class PrivateClusterTests : IDisposable
{
    private readonly string _home = $"/tmp/odc-{Guid.NewGuid():N}"[..16];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_start_finds_the_data_of_the_first()
    {
        var first = await PrivateCluster.StartAsync(_home, durable: false, Ct);
        await ExecuteAsync(first, "create table kept (x int); insert into kept values (42)");
        await first.StopAsync(Ct);

        var second = await PrivateCluster.StartAsync(_home, durable: false, Ct);

        Assert.Equal(42, await ExecuteAsync(second, "select x from kept"));
        await second.StopAsync(Ct);
    }

    [Fact]
    public async Task A_server_that_outlived_its_parent_is_adopted()
    {
        var first = await PrivateCluster.StartAsync(_home, durable: false, Ct);
        var started = await ExecuteAsync(first, "select pg_postmaster_start_time()::text");

        var second = await PrivateCluster.StartAsync(_home, durable: false, Ct);

        Assert.Equal(started, await ExecuteAsync(second, "select pg_postmaster_start_time()::text"));
        await second.StopAsync(Ct);
    }

    [Fact]
    public async Task A_server_that_was_killed_recovers_what_was_committed()
    {
        var first = await PrivateCluster.StartAsync(_home, durable: true, Ct);
        await ExecuteAsync(first, "create table kept (x int); insert into kept values (42)");
        var pid = File.ReadLines(Path.Combine(Folder(), "data", "postmaster.pid")).First();
        Process.GetProcessById(int.Parse(pid, CultureInfo.InvariantCulture)).Kill();

        var second = await PrivateCluster.StartAsync(_home, durable: true, Ct);

        Assert.Equal(42, await ExecuteAsync(second, "select x from kept"));
        await second.StopAsync(Ct);
    }

    [Fact]
    public async Task A_home_whose_socket_path_would_be_too_long_works()
    {
        var home = Path.Combine(_home, new string('α', 60));

        var cluster = await PrivateCluster.StartAsync(home, durable: false, Ct);

        Assert.Equal(1, await ExecuteAsync(cluster, "select 1"));
        await cluster.StopAsync(Ct);
    }

    [Fact]
    public async Task A_home_that_the_other_account_cannot_enter_names_where_its_cluster_lies()
    {
        Directory.CreateDirectory(_home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var cluster = await PrivateCluster.StartAsync(_home, durable: false, Ct);

        Assert.Equal(1, await ExecuteAsync(cluster, "select 1"));
        Assert.Equal(Environment.UserName == "root", File.Exists(Path.Combine(_home, "postgres.location")));
        await cluster.StopAsync(Ct);
    }

    [Fact]
    public async Task Two_homes_run_side_by_side()
    {
        var one = await PrivateCluster.StartAsync(Path.Combine(_home, "1"), durable: false, Ct);
        var two = await PrivateCluster.StartAsync(Path.Combine(_home, "2"), durable: false, Ct);

        await ExecuteAsync(one, "create table only_here (x int)");

        Assert.Equal(DBNull.Value, await ExecuteAsync(two, "select to_regclass('only_here')::text"));
        await one.StopAsync(Ct);
        await two.StopAsync(Ct);
    }

    public void Dispose()
    {
        foreach (var named in Directory.GetFiles(_home, "postgres.location", SearchOption.AllDirectories))
            Directory.Delete(File.ReadAllText(named).Trim(), recursive: true);
        Directory.Delete(_home, recursive: true);
    }

    private string Folder()
    {
        var named = Path.Combine(_home, "postgres.location");
        return File.Exists(named) ? File.ReadAllText(named).Trim() : Path.Combine(_home, "postgres");
    }

    private static async Task<object?> ExecuteAsync(PrivateCluster cluster, string sql)
    {
        await using var connection = new NpgsqlConnection(cluster.ConnectionString + ";Pooling=false");
        await connection.OpenAsync(Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Ct);
    }
}
