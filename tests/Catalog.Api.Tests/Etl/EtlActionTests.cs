using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Etl;

/// <summary>
/// Sources and runs through the API: <c>{"id": 3, "status": "published", "steps": [{"step": "fetch", "seconds": 0.03, …}], "findings": [{"rule": …,
/// "file": …, "line": …, "message": {"el": …, "en": …}}]}</c>.
/// </summary>
public sealed class EtlActionTests(ImportedSite site) : IClassFixture<ImportedSite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_source_says_where_and_when()
    {
        var source = await site.GetAsync("etl_source_show?id=thessaloniki-budget");
        var listed = (await site.GetAsync("etl_source_list")).AsArray();

        Assert.Equal(("folder", "15 5 * * *", "Europe/Athens", true), ((string)source["kind"]!, (string)source["cron"]!, (string)source["time_zone"]!, (bool)source["enabled"]!));
        Assert.Equal("thessaloniki-budget", (string)source["config"]!["path"]!);
        Assert.NotNull(source["next_due"]);
        Assert.Contains(listed, item => (long)item!["id"]! == (long)source["id"]!);
    }

    [Fact]
    public async Task A_run_shows_its_steps_and_files()
    {
        var run = await site.GetAsync($"etl_run_show?id={site.Runs[0]["id"]}");

        Assert.Equal(["fetch", "detect", "map", "check", "normalize", "stage", "diff", "publish", "export"], run["steps"]!.AsArray().Select(step => (string)step!["step"]!));
        Assert.All(run["steps"]!.AsArray(), step => Assert.True((double)step!["seconds"]! >= 0));
        Assert.Equal(["Expenses/2016_04_01_22.54.csv", "Incomes/2016_04_01_22.54.csv"], run["files"]!.AsArray().Select(file => (string)file!["name"]!));
    }

    [Fact]
    public async Task Findings_come_with_their_place_in_both_languages_as_JSON_and_as_CSV()
    {
        var id = await RejectedAsync("2016_05_02_10.00", "=1+1");

        var run = await site.GetAsync($"etl_run_show?id={id}");
        var finding = run["findings"]!.AsArray().First(item => (string)item!["severity"]! == "error")!;
        var csv = (string)(await site.GetAsync($"etl_run_issues?id={id}&format=csv"))!;
        var json = (await site.GetAsync($"etl_run_issues?id={id}")).AsArray();

        Assert.Equal(("rejected", "amount-unreadable", 42, 8), ((string)run["status"]!, (string)finding["rule"]!, (int)finding["line"]!, (int)finding["column"]!));
        Assert.Equal(("Expenses/2016_05_02_10.00.csv", "Πληρωθέντα", "=1+1", "1.234,56"),
            ((string)finding["file"]!, (string)finding["header"]!, (string)finding["value"]!, (string)finding["expected"]!));
        Assert.NotEqual((string)finding["message"]!["el"]!, (string)finding["message"]!["en"]!);
        Assert.StartsWith("severity,rule,resource,file,line,column,header,value,expected,message_el,message_en\r\n", csv, StringComparison.Ordinal);
        Assert.Contains(",42,8,Πληρωθέντα,'=1+1,", csv, StringComparison.Ordinal);
        Assert.Equal(run["findings"]!.AsArray().Count, json.Count);
    }

    [Fact]
    public async Task Only_a_sysadmin_may_start_or_cancel_a_run()
    {
        foreach (var (action, id) in new[] { ("etl_source_run", "thessaloniki-budget"), ("etl_run_cancel", "1") })
        {
            using var content = new StringContent($$"""{"id": "{{id}}"}""", System.Text.Encoding.UTF8, "application/json");
            using var response = await site.Site.Client.PostAsync(new Uri($"/api/3/action/{action}", UriKind.Relative), content, Ct);

            Assert.Equal(403, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task A_run_that_has_published_cannot_be_cancelled()
    {
        var (status, body) = await site.PostAsync("etl_run_cancel", new JsonObject { ["id"] = (long)site.Runs[0]["id"]! });

        Assert.Equal(409, status);
        Assert.Contains("can no longer be cancelled", body["error"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("etl_run_show?id=999999", 404)]
    [InlineData("etl_run_show?id=abc", 409)]
    [InlineData("etl_source_show?id=no-such-dataset", 404)]
    [InlineData("etl_run_list?id=no-such-dataset", 404)]
    [InlineData("etl_run_list?status=done", 409)]
    public async Task What_does_not_exist_or_cannot_be_read_is_a_clear_answer(string call, int status)
    {
        using var response = await site.Site.Client.GetAsync(new Uri($"/api/3/action/{call}", UriKind.Relative), Ct);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Runs_of_a_dataset_are_listed_newest_first_by_status_and_page()
    {
        var all = await site.GetAsync("etl_run_list?id=thessaloniki-budget&status=published");
        var second = await site.GetAsync("etl_run_list?id=thessaloniki-budget&status=published&limit=1&offset=1");

        Assert.Equal(3, (int)all["count"]!);
        Assert.Equal([3, 2, 1], all["results"]!.AsArray().Select(run => (int)run!["published_version"]!));
        Assert.Equal([2], second["results"]!.AsArray().Select(run => (int)run!["published_version"]!));
    }

    /// <summary>Delivers a day with one bad amount and runs the source.</summary>
    private async Task<long> RejectedAsync(string day, string amount)
    {
        var samples = Path.Combine(OpenData.Testing.Repository.Root, "datasets", "thessaloniki-budget", "data");
        var inbox = Path.Combine(site.Site.Files, "inbox", "thessaloniki-budget");
        var encoding = new System.Text.UnicodeEncoding(bigEndian: true, byteOrderMark: true);
        var lines = (await File.ReadAllTextAsync(Path.Combine(samples, "Expenses", "2016_04_29_21.29.csv"), encoding, Ct)).Split('\n');
        var cells = lines[41].Split(';');
        cells[7] = amount;
        lines[41] = string.Join(';', cells);
        await File.WriteAllTextAsync(Path.Combine(inbox, "Expenses", $"{day}.csv"), string.Join('\n', lines), encoding, Ct);
        File.Copy(Path.Combine(samples, "Incomes", "2016_04_29_21.29.csv"), Path.Combine(inbox, "Incomes", $"{day}.csv"));

        var (_, body) = await site.PostAsync("etl_source_run", new JsonObject { ["id"] = "thessaloniki-budget" });
        var id = (long)body["result"]!["id"]!;
        while ((await site.GetAsync($"etl_run_show?id={id}"))["finished_at"] is null)
            await Task.Delay(50, Ct);
        return id;
    }
}
