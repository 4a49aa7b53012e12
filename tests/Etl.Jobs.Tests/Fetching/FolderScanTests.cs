using System.Text.Json.Nodes;
using Budget.Importers.Mapping;
using Etl.Jobs.Fetching;
using Xunit;

namespace Etl.Jobs.Tests.Fetching;

/// <summary>Which files of a drop folder count, and in which order.</summary>
public sealed class FolderScanTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2016, 5, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DatasetMapping Mapping = Read();
    private readonly string _folder = Directory.CreateTempSubdirectory("opendata-scan-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_file_counts_when_it_has_stood_still_long_enough()
    {
        Put("Expenses/2016_04_01.x.csv", ageSeconds: 9);
        Put("Incomes/2016_04_01.x.csv", ageSeconds: 60);

        Assert.Equal((0, true), Count(settleSeconds: 10));
        Assert.Equal((1, false), Count(settleSeconds: 9));
    }

    [Fact]
    public void A_day_that_is_still_arriving_holds_up_the_later_ones()
    {
        Put("Expenses/2016_04_01_a.csv", ageSeconds: 1);
        Put("Incomes/2016_04_01_a.csv", ageSeconds: 1);
        Put("Expenses/2016_04_02_a.csv", ageSeconds: 100);
        Put("Incomes/2016_04_02_a.csv", ageSeconds: 100);

        Assert.Equal((0, true), Count(settleSeconds: 10));
    }

    [Fact]
    public void Days_are_due_in_the_order_of_their_dates_and_an_incomplete_one_waits_by_the_age_of_its_youngest_file()
    {
        Put("Expenses/2016_04_02_a.csv", ageSeconds: 5000);
        Put("Incomes/2016_04_02_a.csv", ageSeconds: 5000);
        Put("Expenses/2016_04_01_a.csv", ageSeconds: 3599);
        Put("Expenses/2016_03_31_a.csv", ageSeconds: 5000);
        Put("Incomes/2016_03_31_a.csv", ageSeconds: 5000);

        var waiting = Choice(10, TimeSpan.FromHours(1));
        var over = Choice(10, TimeSpan.FromSeconds(3599));

        Assert.Equal(["2016-03-31"], waiting.Due.Select(delivery => $"{delivery.Period:yyyy-MM-dd}"));
        Assert.Equal(["revenue"], waiting.Waiting!.Missing);
        Assert.Equal(["2016-03-31", "2016-04-01", "2016-04-02"], over.Due.Select(delivery => $"{delivery.Period:yyyy-MM-dd}"));
    }

    [Theory]
    [InlineData("Expenses/.2016_04_01_a.csv")]
    [InlineData(".stage/2016_04_01_a.csv")]
    [InlineData("Expenses/2016_04_01_a.csv.part")]
    [InlineData("Expenses/2016_04_01_a.csv.filepart")]
    [InlineData("Expenses/2016_04_01_a.csv~")]
    public void Names_of_unfinished_files_are_passed_over(string path)
    {
        Put(path, ageSeconds: 100);

        Assert.Empty(FolderScan.Read(_folder, Mapping, TimeSpan.Zero, Now, new HashSet<string>()));
    }

    [Fact]
    public void A_file_that_an_open_run_has_is_left_to_it()
    {
        Put("Expenses/2016_04_01_a.csv", ageSeconds: 100);

        Assert.Empty(FolderScan.Read(_folder, Mapping, TimeSpan.Zero, Now, new HashSet<string> { "Expenses/2016_04_01_a.csv" }));
    }

    [Fact]
    public void The_state_of_an_incomplete_day_has_a_name_that_changes_with_it()
    {
        Put("Expenses/2016_04_01_a.csv", ageSeconds: 100);
        var one = Single().Signature;
        var same = Single().Signature;
        Put("Expenses/2016_04_01_a.csv", ageSeconds: 50);

        Assert.Equal(one, same);
        Assert.NotEqual(one, Single().Signature);
    }

    private Delivery Single() => Assert.Single(FolderScan.Read(_folder, Mapping, TimeSpan.Zero, Now, new HashSet<string>()));

    private (int Due, bool IsArriving) Count(int settleSeconds)
    {
        var choice = Choice(settleSeconds, TimeSpan.FromHours(1));
        return (choice.Due.Count, choice.IsArriving);
    }

    private DeliveryChoice Choice(int settleSeconds, TimeSpan wait) =>
        DeliveryChoice.Of(FolderScan.Read(_folder, Mapping, TimeSpan.FromSeconds(settleSeconds), Now, new HashSet<string>()), wait, Now, null);

    private void Put(string path, int ageSeconds)
    {
        var full = Path.Combine(_folder, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        File.WriteAllText(full, "x");
        File.SetLastWriteTimeUtc(full, Now.UtcDateTime.AddSeconds(-ageSeconds));
    }

    private static DatasetMapping Read()
    {
        var json = JsonNode.Parse(File.ReadAllText(Path.Combine(WorkerSite.Thessaloniki, "datapackage.json")))!;
        json["etl"]!["delivery"]!["period"]!["pattern"] = "^(?<period>[0-9]{4}_[0-9]{2}_[0-9]{2})";
        return DatasetMapping.Read(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(json.ToJsonString())));
    }
}
