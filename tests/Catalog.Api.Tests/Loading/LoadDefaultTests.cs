using System.Text.Json.Nodes;
using Catalog.Api.Tests.Uploads;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Loading;

/// <summary>A site as it is by default, without a worker.</summary>
public sealed class LoadDefaultTests(CatalogSite site)
{
    [Fact]
    public async Task A_load_begins_when_somebody_asks_and_is_asked_for_once()
    {
        var made = await site.UploadAsync("resource_create", "a.csv", Upload.Bytes("a\n1\n"), ("package_id", await site.HasDatasetAsync()));
        var id = (string)made["id"]!;
        var (none, _) = await site.GetAsync($"xloader_status?resource_id={id}", site.Site.Token);
        var first = await site.MakeAsync("datapusher_submit", new JsonObject { ["resource_id"] = id });
        var second = await site.MakeAsync("xloader_submit", new JsonObject { ["id"] = id, ["ignore_hash"] = true, ["set_url_type"] = true });
        var status = await site.ResultAsync($"xloader_status?resource_id={id}", site.Site.Token);

        Assert.Equal((404, true, false, "pending", null), (none, (bool)first, (bool)second, (string?)status["status"], status["error"]));
        Assert.Equal(["status", "job_id", "job_url", "last_updated", "task_info", "error"], status.AsObject().Select(pair => pair.Key));
    }

    [Theory]
    [InlineData("xloader_submit", "{}", 409, """{"resource_id":["Missing value"]}""")]
    [InlineData("xloader_submit", """{"resource_id": "no-such-thing"}""", 404, "Not found: Resource was not found.")]
    [InlineData("xloader_hook", """{"metadata": {}, "status": "complete"}""", 409, """{"resource_id":["Missing value"]}""")]
    [InlineData("xloader_hook", """{"metadata": "text", "status": "complete"}""", 409, """{"resource_id":["Missing value"]}""")]
    [InlineData("datapusher_hook", """{"metadata": [], "status": "running"}""", 409, """{"resource_id":["Missing value"]}""")]
    [InlineData("datapusher_hook", """{"metadata": {"resource_id": 7}}""", 409, """{"status":["Missing value"]}""")]
    public async Task What_is_missing_is_said(string action, string body, int status, string words) =>
        Assert.Equal((status, words), await site.TryAsync(action, JsonNode.Parse(body)!.AsObject(), site.Site.Token));
}
