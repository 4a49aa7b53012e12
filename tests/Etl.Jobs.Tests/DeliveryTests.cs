using System.Text;
using OpenData.Core.Versions;
using Xunit;

namespace Etl.Jobs.Tests;

/// <summary>What comes in which order, twice, late, corrected, or not whole.</summary>
public sealed class DeliveryTests(RunningSite site) : IClassFixture<RunningSite>
{
    private static readonly string[] Days = TestSource.Days;

    [Fact]
    public async Task The_same_day_delivered_again_is_unchanged_and_not_parsed()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Days[0]);
        source.Deliver(Days[0]);

        var run = await source.RunAsync();

        Assert.Equal(("unchanged", "bytes-published", "1"), (run.Status, run.Findings[0].Rule, run.Findings[0].Args["version"]));
        Assert.Equal(["fetch"], run.Steps.Select(step => step.Step));
        Assert.Single(await source.VersionsAsync());
        Assert.Empty(source.Waiting());
        Assert.Equal(2, source.After("done", run.Id).Count);
    }

    [Fact]
    public async Task A_correction_is_published_as_one_and_becomes_current_when_its_day_is()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Days[0]);
        DeliverCorrected(source, Days[0]);

        var run = await source.RunAsync(correction: true);

        var version = (await source.VersionsAsync())[^1];
        Assert.Equal(("published", "correction", 2, 1), (run.Status, version.Kind, version.Version, version.BaseVersion));
        Assert.Equal(["expenditure 0 1 0", "revenue 0 0 0"], version.Resources.Select(r => $"{r.Name} {r.Added} {r.Changed} {r.Removed}"));
        Assert.Equal(2, await source.CurrentVersionAsync());
    }

    [Fact]
    public async Task A_correction_of_an_old_day_becomes_a_version_and_the_current_one_stays()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Days[0]);
        await source.PublishAsync(Days[1]);
        DeliverCorrected(source, Days[0]);

        var run = await source.RunAsync(correction: true);
        var after = await source.PublishAsync(Days[2]);

        var versions = await source.VersionsAsync();
        Assert.Equal(("published", 3), (run.Status, run.PublishedVersion));
        Assert.Contains(run.Findings, finding => finding is { Rule: "not-current", Severity: "info" });
        Assert.Equal(("correction", 1, "0 1 0"), (versions[2].Kind, versions[2].BaseVersion, Changes(versions[2].Resources[0])));
        Assert.Equal((4, 2, "0 307 0"), (after.PublishedVersion, versions[3].BaseVersion, Changes(versions[3].Resources[0])));
        Assert.Equal("0 190 0", Changes(versions[3].Resources[1]));
        Assert.Equal(4, await source.CurrentVersionAsync());
    }

    [Fact]
    public async Task A_late_day_becomes_a_version_compared_with_the_day_before_it()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Days[0]);
        await source.PublishAsync(Days[2]);

        await source.PublishAsync(Days[1]);

        var late = (await source.VersionsAsync())[^1];
        Assert.Equal((3, 1, "0 258 0", "0 232 0"), (late.Version, late.BaseVersion, Changes(late.Resources[0]), Changes(late.Resources[1])));
        Assert.Equal(2, await source.CurrentVersionAsync());
        var hash = await site.ScalarAsync<string>("select hash from catalog.resource where package_id = @PackageId and name = 'expenditure'", source.Source);
        Assert.Equal($"sha256:{(await source.VersionsAsync())[1].Resources[0].Sha256}", hash);
    }

    [Fact]
    public async Task A_version_that_brings_back_what_a_late_day_had_left_open_shows_its_changes_all_the_same()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Days[0]);
        await source.PublishAsync(Days[2]);
        await source.PublishAsync(Days[1]);
        var copy = "2016_05_01_08.00";
        foreach (var folder in new[] { "Expenses", "Incomes" })
            source.Deliver($"{folder}/{copy}.csv", TestSource.Original(folder, Days[1]));

        await source.RunAsync();

        var last = (await source.VersionsAsync())[^1];
        Assert.Equal((4, 2, "0 307 0", "0 190 0"), (last.Version, last.BaseVersion, Changes(last.Resources[0]), Changes(last.Resources[1])));
        Assert.Equal(4, await source.CurrentVersionAsync());
        var hash = await site.ScalarAsync<string>("select hash from catalog.resource where package_id = @PackageId and name = 'expenditure'", source.Source);
        Assert.Equal($"sha256:{last.Resources[0].Sha256}", hash);
    }

    [Fact]
    public async Task A_new_mapping_on_the_same_bytes_is_a_version_of_kind_mapping()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Days[0]);
        await site.RegisterAsync(source.Source.PackageName, json => json["etl"]!["resources"]!["revenue"]!["constants"]!["currency"] = "GRD");
        source.Deliver(Days[0]);

        var run = await source.RunAsync();

        var version = (await source.VersionsAsync())[^1];
        Assert.Equal(("published", "mapping", 2), (run.Status, version.Kind, version.Version));
        Assert.Equal(["expenditure 0 0 0", "revenue 0 1068 0"], version.Resources.Select(r => $"{r.Name} {r.Added} {r.Changed} {r.Removed}"));
    }

    [Fact]
    public async Task A_field_that_changes_its_type_gets_a_column_of_its_own_and_old_versions_keep_theirs()
    {
        var source = await site.HasSourceAsync();
        await source.PublishAsync(Days[0]);
        await site.RegisterAsync(source.Source.PackageName, json =>
        {
            json["resources"]![1]!["schema"]!["fields"]!.AsArray().Single(field => (string)field!["name"]! == "currency")!["type"] = "integer";
            json["etl"]!["resources"]!["revenue"]!["constants"]!["currency"] = 978;
        });
        source.Deliver(Days[0]);

        var run = await source.RunAsync();

        var versions = await source.VersionsAsync();
        Assert.True(run.Status == "published", TestSource.Sentences(run));
        Assert.Equal(("mapping", "2.0.0"), (versions[1].Kind, versions[1].Label));
        var store = new VersionStore(site.Database);
        foreach (var (version, type, value) in new[] { (1, "text", "EUR"), (2, "int4", "978") })
        {
            var bound = (await store.FindBoundAsync(versions[0].Resources[1].ResourceId, new VersionRequest(version, null), WorkerSite.Ct))!;
            var field = bound.Field("currency")!;
            Assert.Equal((type, value), (field.Type, await site.ScalarAsync<string>($"select min({field.Sql}::text) from {bound.Table} where {bound.Where}")));
            await using var connection = await site.Database.Read.OpenConnectionAsync(WorkerSite.Ct);
            Assert.Equal(bound.Sha256, (await CanonicalCsv.WriteAsync(connection, bound.Table, bound.Where, bound.Fields, Stream.Null, WorkerSite.Ct)).Sha256);
        }
    }

    [Fact]
    public async Task An_undated_source_is_compared_with_the_current_version_only_so_that_A_B_A_gives_three()
    {
        var source = await site.HasSourceAsync(json =>
        {
            json["etl"]!.AsObject().Remove("delivery");
            foreach (var resource in json["etl"]!["resources"]!.AsObject())
            {
                resource.Value!["derive"]!.AsObject().Remove("fiscal_year");
                resource.Value["constants"]!["fiscal_year"] = 2016;
            }
        });
        foreach (var day in new[] { Days[0], Days[0], Days[1], Days[0] })
        {
            foreach (var folder in new[] { "Expenses", "Incomes" })
                source.Deliver($"{folder}/table.csv", TestSource.Original(folder, day));
            await source.RunAsync();
        }

        Assert.Equal(["published", "unchanged", "published", "published"], (await source.EndOfAllAsync()).Select(run => run.Status));
        var versions = await source.VersionsAsync();
        Assert.Equal(3, versions.Count);
        Assert.Equal(versions[0].ContentHash, versions[2].ContentHash);
        Assert.Equal(3, await source.CurrentVersionAsync());
    }

    [Fact]
    public async Task A_day_with_one_file_missing_waits_and_holds_up_later_days_and_says_what_it_waits_for()
    {
        var source = await site.HasSourceAsync();
        source.Deliver($"Expenses/{Days[0]}.csv", TestSource.Original("Expenses", Days[0]));
        source.Deliver(Days[1]);

        await CheckAsync(source);
        Assert.Empty(await source.EndOfAllAsync());
        var asked = await source.RunAsync();

        Assert.Equal("awaiting_input", asked.Status);
        var finding = Assert.Single(asked.Findings);
        Assert.Equal(("delivery-incomplete", "revenue", "2016-04-01"), (finding.Rule, finding.Args["resource"], finding.Args["period"]));
        Assert.Equal(("Incomes/*.csv", $"Expenses/{Days[0]}.csv"), (finding.Expected, finding.Value));
        Assert.Equal(3, source.Waiting().Count);

        source.Deliver($"Incomes/{Days[0]}.csv", TestSource.Original("Incomes", Days[0]));
        await CheckAsync(source);
        await source.EndOfAllAsync();

        Assert.Equal(["2016-04-01", "2016-04-15"], (await source.VersionsAsync()).Select(version => $"{version.Period:yyyy-MM-dd}"));
    }

    [Fact]
    public async Task When_its_waiting_time_is_over_an_incomplete_day_is_reported_once_and_later_days_go_on()
    {
        var source = await site.HasSourceAsync(json => json["etl"]!["sources"]![0]!["wait"] = "PT0S");
        source.Deliver($"Expenses/{Days[0]}.csv", TestSource.Original("Expenses", Days[0]));
        source.Deliver(Days[1]);

        await CheckAsync(source);
        var runs = await source.EndOfAllAsync();
        await CheckAsync(source);
        var again = await source.EndOfAllAsync();

        Assert.Equal(["awaiting_input", "published"], runs.Select(run => run.Status));
        Assert.Equal("delivery-incomplete", (await site.Runs.FindAsync(runs[0].Id, WorkerSite.Ct))!.Findings[0].Rule);
        Assert.Equal(2, again.Count);
        Assert.Equal("awaiting_input", (await source.RunAsync()).Status);
        Assert.Equal([$"Expenses/{Days[0]}.csv"], source.Waiting());
    }

    [Fact]
    public async Task A_file_whose_name_tells_no_date_or_that_belongs_to_no_table_is_put_aside_and_the_rest_goes_on()
    {
        var source = await site.HasSourceAsync();
        source.Deliver("Expenses/latest.csv", TestSource.Original("Expenses", Days[0]));
        source.Deliver("readme.txt", Encoding.UTF8.GetBytes("hello"));
        source.Deliver(Days[0]);

        var run = await source.RunAsync();
        await source.EndOfAllAsync();

        Assert.Equal("rejected", run.Status);
        Assert.Equal(["file-unknown readme.txt", "period-missing Expenses/latest.csv"], run.Findings.Select(finding => $"{finding.Rule} {finding.File}").Order(StringComparer.Ordinal));
        Assert.Equal(["Expenses/latest.csv", "readme.txt"], source.After("rejected", run.Id));
        Assert.Empty(source.Waiting());
        Assert.Single(await source.VersionsAsync());
    }

    [Fact]
    public async Task Two_files_of_one_day_for_the_same_table_are_refused_and_two_whole_deliveries_of_one_day_are_not()
    {
        var source = await site.HasSourceAsync();
        source.Deliver(Days[0]);
        source.Deliver("Expenses/2016_04_01_23.59.csv", TestSource.Original("Expenses", Days[0]));
        source.Deliver("Incomes/2016_04_01_23.59.csv", TestSource.Original("Incomes", Days[0]));
        source.Deliver("Expenses/2016_04_15_08.00.csv", TestSource.Original("Expenses", Days[1]));
        source.Deliver("Expenses/2016_04_15_09.00.csv", TestSource.Original("Expenses", Days[1]));
        source.Deliver("Incomes/2016_04_15_10.00.csv", TestSource.Original("Incomes", Days[1]));

        await source.RunAsync();
        var runs = await source.EndOfAllAsync();

        Assert.Equal(["published", "unchanged", "rejected"], runs.Select(run => run.Status));
        Assert.Equal(["file-doubled"], (await site.Runs.FindAsync(runs[2].Id, WorkerSite.Ct))!.Findings.Select(finding => finding.Rule));
    }

    [Fact]
    public async Task An_empty_folder_makes_no_run_by_schedule_and_says_so_by_hand()
    {
        var source = await site.HasSourceAsync();

        await CheckAsync(source);
        var asked = await source.RunAsync();

        Assert.Equal(("unchanged", "nothing-delivered"), (asked.Status, asked.Findings[0].Rule));
        Assert.Single(await source.EndOfAllAsync());
    }

    [Fact]
    public async Task A_link_in_the_folder_is_not_followed()
    {
        var source = await site.HasSourceAsync();
        source.Deliver($"Expenses/{Days[0]}.csv", TestSource.Original("Expenses", Days[0]));
        Directory.CreateDirectory(Path.Combine(source.Inbox, "Incomes"));
        File.CreateSymbolicLink(Path.Combine(source.Inbox, "Incomes", $"{Days[0]}.csv"), Path.Combine(WorkerSite.Thessaloniki, "data", "Incomes", $"{Days[0]}.csv"));

        var run = await source.RunAsync();

        Assert.Equal("awaiting_input", run.Status);
    }

    /// <summary>Lets the worker look as a schedule would, and waits until it has.</summary>
    private static async Task CheckAsync(TestSource source)
    {
        var before = await source.Site.ScalarAsync<DateTime?>("select last_checked_at from etl.source where id = @Id", source.Source);
        source.Site.Requests.Check(source.Source.Id);
        while (await source.Site.ScalarAsync<DateTime?>("select last_checked_at from etl.source where id = @Id", source.Source) == before
            || await source.Site.ScalarAsync<int>("select count(*) from hangfire.job where statename in ('Enqueued', 'Processing') and invocationdata::text like '%ICheckSource%'") > 0)
            await Task.Delay(50, WorkerSite.Ct);
    }

    private static void DeliverCorrected(TestSource source, string day)
    {
        source.Deliver($"Expenses/{day}.csv", TestSource.Edited("Expenses", day, lines =>
        {
            var cells = lines[41].Split(';');
            cells[7] = "0,01";
            lines[41] = string.Join(';', cells);
        }));
        source.Deliver($"Incomes/{day}.csv", TestSource.Original("Incomes", day));
    }

    private static string Changes(ResourceChange change) => $"{change.Added} {change.Changed} {change.Removed}";
}
