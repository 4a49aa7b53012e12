using System.Globalization;
using System.Security.Cryptography;
using Xunit;

namespace Catalog.Api.Tests.Etl;

/// <summary>The city's figures, from its own files through the worker, the database and the API, to the cent.</summary>
public sealed class ExactTests(ImportedSite site) : IClassFixture<ImportedSite>
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "initial 389500000.00, revised 402946278.94, committed 227298172.27, warranted 60376438.24, paid 55694120.86", "initial 389500000.00, revised 417850300.08, assessed 238179677.68, collected 97401562.12")]
    [InlineData(2, "initial 389500000.00, revised 402966088.20, committed 232931443.70, warranted 64274790.19, paid 59959180.95", "initial 389500000.00, revised 417870704.34, assessed 244727123.34, collected 102942434.06")]
    [InlineData(3, "initial 389500000.00, revised 402966088.20, committed 233629757.19, warranted 75295662.77, paid 67985923.76", "initial 389500000.00, revised 417870704.34, assessed 252066992.00, collected 110458363.77")]
    public async Task Each_day_adds_up_to_its_control_totals(int version, string expenditure, string revenue)
    {
        var spent = await site.AmountsAsync(site.ExpenditureId, version);
        var received = await site.AmountsAsync(site.RevenueId, version);

        Assert.Equal((1157 * 5, 267 * 4), (spent.Count, received.Count));
        Assert.Equal(expenditure, Totals(spent, ["initial", "revised", "committed", "warranted", "paid"]));
        Assert.Equal(revenue, Totals(received, ["initial", "revised", "assessed", "collected"]));
    }

    [Fact]
    public async Task Groups_of_29_April_are_exact()
    {
        var spent = await site.AmountsAsync(site.ExpenditureId, 3);
        var received = await site.AmountsAsync(site.RevenueId, 3);

        Assert.Equal(["23806245.72", "26017684.47", "9611520.56"], new[] { "60", "67", "82" }
            .Select(group => Text(spent.Where(a => a.Phase == "paid" && a.Group == group).Sum(a => a.Amount))));
        Assert.Equal("40550001.69", Text(received.Where(a => a.Phase == "collected" && a.Group == "06").Sum(a => a.Amount)));
    }

    [Fact]
    public async Task Versions_tell_their_day_and_what_changed()
    {
        var versions = (await site.GetAsync("dataset_version_list?id=thessaloniki-budget")).AsArray().Reverse().Select(version => version!).ToList();

        Assert.Equal(["2016-04-01", "2016-04-15", "2016-04-29"], versions.Select(version => (string)version["period"]!));
        Assert.Equal(["0 258 0", "0 232 0", "0 307 0", "0 190 0"], versions.Skip(1)
            .SelectMany(version => version["resources"]!.AsArray().Where(r => (string)r!["name"]! is "expenditure" or "revenue"))
            .Select(r => $"{r!["added"]} {r["changed"]} {r["removed"]}"));
    }

    [Fact]
    public async Task The_original_bytes_can_be_downloaded_under_their_hash()
    {
        foreach (var file in site.Runs.SelectMany(run => run["files"]!.AsArray()))
        {
            var sha256 = (string)file!["sha256"]!;
            var bytes = await site.Site.Client.GetByteArrayAsync(new Uri($"/dataset/thessaloniki-budget/source/{sha256}", UriKind.Relative), Ct);

            Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(bytes)));
            Assert.Equal(await File.ReadAllBytesAsync(Path.Combine(OpenData.Testing.Repository.Root, "datasets", "thessaloniki-budget", "data", (string)file["name"]!), Ct), bytes);
        }
    }

    [Fact]
    public void The_three_days_were_one_run_each_in_the_order_of_their_dates()
    {
        var runs = site.Runs.Take(3).ToList();

        Assert.Equal(["published", "published", "published"], runs.Select(run => (string)run["status"]!));
        Assert.Equal(["2016-04-01", "2016-04-15", "2016-04-29"], runs.Select(run => (string)run["period"]!));
        Assert.Equal([1, 2, 3], runs.Select(run => (int)run["published_version"]!));
    }

    private static string Totals(IReadOnlyList<(string Phase, string Group, decimal Amount)> amounts, string[] phases) =>
        string.Join(", ", phases.Select(phase => $"{phase} {Text(amounts.Where(a => a.Phase == phase).Sum(a => a.Amount))}"));

    private static string Text(decimal amount) => amount.ToString("0.00", CultureInfo.InvariantCulture);
}
