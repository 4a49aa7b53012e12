using System.Text;
using Catalog.Api.Tests.Uploads;
using OpenData.Core.Hosting;
using OpenData.Core.Jobs;
using Xunit;

namespace Catalog.Api.Tests.Loading;

/// <summary>The worker dies in the middle of a load (security rule 27): another one does it whole, or it is marked as failed; there is never half a table.</summary>
public sealed class LoadCrashTests : IAsyncLifetime
{
    private readonly CatalogSite _site = new(new Dictionary<string, string?> { ["Loading__Automatic"] = "true", ["Jobs__PollMilliseconds"] = "50", ["Jobs__InvisibilitySeconds"] = "2" });

    public ValueTask InitializeAsync() => _site.InitializeAsync();

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task Killed_once_it_is_done_by_the_next_and_killed_each_time_it_is_given_up()
    {
        Assert.True(FaultPoint.Compiled, "This build has no fault points. Run the tests with ./test, or build with -p:FaultPoints=true.");
        var rows = string.Concat(Enumerable.Range(0, 5_000).Select(i => $"{i},x\n"));
        var made = await _site.UploadAsync("resource_create", "a.csv", Encoding.UTF8.GetBytes("a,b\n" + rows), ("package_id", await _site.HasDatasetAsync()));
        var id = (string)made["id"]!;

        await _site.Site.StartWorker(("OPENDATA_FAULT", "load.inside")).WaitForExitAsync(CatalogSite.Ct);
        var dead = await _site.ResultAsync($"resource_show?id={id}");
        var running = await StatusAsync(id);
        var next = _site.Site.StartWorker();
        await OverAsync(id, next);
        next.Kill();

        Assert.Equal((false, "running", "complete"), ((bool)dead["datastore_active"]!, running, await StatusAsync(id)));
        Assert.Equal(5_000, (int)(await _site.ResultAsync($"datastore_search?resource_id={id}&limit=0"))["total"]!);

        await _site.UploadAsync("resource_patch", "b.csv", Encoding.UTF8.GetBytes("a,c\n" + rows), ("id", id));
        for (var deaths = 0; deaths < 3; deaths++)
            await _site.Site.StartWorker(("OPENDATA_FAULT", "load.inside")).WaitForExitAsync(CatalogSite.Ct);
        await OverAsync(id, _site.Site.StartWorker(("OPENDATA_FAULT", "load.inside")));

        var end = await _site.ResultAsync($"xloader_status?resource_id={id}", _site.Site.Token);

        Assert.Equal("The program ended 3 times while it was loading this file.", (string?)end["error"]!["message"]);
        Assert.Equal("b", (string?)(await _site.ResultAsync($"datastore_search?resource_id={id}&limit=0"))["fields"]![2]!["id"]);
    }

    private async Task OverAsync(string id, ProgramProcess worker)
    {
        while (await StatusAsync(id) is "running" or "pending")
        {
            Assert.False(worker.HasExited, "the load waits for a worker, and it has died");
            await Task.Delay(50, CatalogSite.Ct);
        }
    }

    private async Task<string> StatusAsync(string id) => (string)(await _site.ResultAsync($"xloader_status?resource_id={id}", _site.Site.Token))["status"]!;
}
