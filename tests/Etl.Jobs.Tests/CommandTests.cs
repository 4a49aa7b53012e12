using OpenData.Core.Hosting;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>The command line of the worker program.</summary>
public sealed class CommandTests : IAsyncLifetime
{
    private EmptySite _site = null!;

    public async ValueTask InitializeAsync() => _site = await EmptySite.StartAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Registering_twice_changes_nothing_and_samples_are_delivered_once()
    {
        var first = await _site.CommandAsync("register", "--with-samples", WorkerSite.Thessaloniki);
        var modified = await _site.ScalarAsync<DateTime>("select metadata_modified from catalog.package where name = 'thessaloniki-budget'");
        var second = await _site.CommandAsync("register", WorkerSite.Thessaloniki);

        Assert.True(first is (0, "thessaloniki-budget: registered, 6 sample files delivered\n"), first.Output);
        Assert.True(second is (0, "thessaloniki-budget: unchanged\n"), second.Output);
        Assert.Equal(modified, await _site.ScalarAsync<DateTime>("select metadata_modified from catalog.package where name = 'thessaloniki-budget'"));
        Assert.Equal(6, Directory.GetFiles(Path.Combine(_site.Files, "inbox"), "*.csv", SearchOption.AllDirectories).Length);
        Assert.Equal(("thessaloniki", "notspecified"), (
            await _site.ScalarAsync<string>("select g.name from catalog.package p join catalog.\"group\" g on g.id = p.owner_org where p.name = 'thessaloniki-budget'"),
            await _site.ScalarAsync<string>("select license_id from catalog.package where name = 'thessaloniki-budget'")));
        Assert.NotEqual(0, await _site.ScalarAsync<int>("select count(*) from catalog.code_list where list = 'economic'"));
    }

    [Fact]
    public async Task Samples_that_were_published_are_not_delivered_again()
    {
        await _site.CommandAsync("register", "--with-samples", WorkerSite.Thessaloniki);
        var source = (await _site.Sources.FindAsync("thessaloniki-budget", WorkerSite.Ct))!;
        _site.StartWorker();
        await _site.EndOfAsync(await _site.Requests.StartAsync(new() { SourceId = source.Id, Trigger = "demo" }, WorkerSite.Ct));
        await new TestSource(_site, source, "thessaloniki-budget").EndOfAllAsync();

        var (code, output) = await _site.CommandAsync("register", "--with-samples", WorkerSite.Thessaloniki);

        Assert.Equal(0, code);
        Assert.DoesNotContain("sample files", output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Path.Combine(_site.Files, "inbox"), "*.csv", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("register", "/nowhere", "there is no datapackage.json")]
    [InlineData("register", "--with-sample", "give one or more folders")]
    [InlineData("check", "no-such-source", "There is no source no-such-source")]
    [InlineData("dance", "", "register [--with-samples] DIR...")]
    public async Task What_cannot_be_done_is_said_in_a_sentence(string command, string argument, string sentence)
    {
        var (code, output) = await _site.CommandAsync(argument.Length == 0 ? [command] : [command, argument]);

        Assert.NotEqual(0, code);
        Assert.Contains(sentence, output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_mistake_of_a_mapping_is_told_with_its_place()
    {
        var folder = Path.Combine(_site.Home, "bad");
        Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(Path.Combine(folder, "datapackage.json"), """{"name": "Bad Name", "etl": {"schedule": {"cron": "daily"}}}""", WorkerSite.Ct);

        var (code, output) = await _site.CommandAsync("register", folder);

        Assert.Equal(1, code);
        Assert.Contains("$.name: \"Bad Name\"", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_finds_everything_in_order_and_says_what_is_not()
    {
        var well = await _site.CommandAsync("doctor");
        await _site.ScalarAsync<int>("delete from schema_migration where number = 3; select 1");
        var ill = await _site.CommandAsync("doctor");

        Assert.True(well.Code == 0, well.Output);
        Assert.Equal(["database", "migrations", "job storage", "time zone", "files", "inbox", "done"],
            well.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[6..line.IndexOf(':', StringComparison.Ordinal)]));
        Assert.All(well.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries), line => Assert.StartsWith("ok ", line, StringComparison.Ordinal));
        Assert.Equal(1, ill.Code);
        Assert.Contains("FAIL  migrations: missing: 0003_etl", ill.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_an_up_to_date_database_says_so()
    {
        var (code, output) = await _site.CommandAsync("migrate");

        Assert.Equal((0, "Nothing to do: the database is up to date.\n"), (code, output));
    }

    [Fact]
    public async Task A_worker_that_may_fetch_from_private_hosts_does_not_start_in_production()
    {
        var worker = _site.StartWorker(("DOTNET_ENVIRONMENT", "Production"), ("Fetch__TestHosts__0", "127.0.0.1:1"));

        await worker.WaitForExitAsync(WorkerSite.Ct);

        Assert.Equal(1, worker.ExitCode);
        Assert.Contains("Fetch:TestHosts opens private addresses to sources and may not be set in Production", _site.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_busy_worker_stops_in_time_and_the_next_one_goes_on()
    {
        var source = await _site.HasSourceAsync();
        source.Deliver(TestSource.Days[0]);
        var gate = Path.Combine(_site.Home, "gate");
        var first = _site.StartWorker(("OPENDATA_FAULT", $"normalize.inside:wait:{gate}"));
        var id = await _site.Requests.StartAsync(new() { SourceId = source.Source.Id, Trigger = "manual" }, WorkerSite.Ct);
        while (!File.Exists(gate + ".reached"))
            await Task.Delay(20, WorkerSite.Ct);

        await first.StopAsync(TimeSpan.FromSeconds(30));
        ProgramProcess second = _site.StartWorker();
        var run = await _site.EndOfAsync(id);

        Assert.Equal("published", run.Status);
        Assert.False(second.HasExited);
    }
}
