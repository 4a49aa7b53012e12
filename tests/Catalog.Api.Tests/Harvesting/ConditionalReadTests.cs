using System.Net;
using OpenData.Core.Packages;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Harvesting;

/// <summary>Entity tags: what a reader has already is not sent again (contract 1.6 for what caches may keep).</summary>
public sealed class ConditionalReadTests(CatalogSite site)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("package_show?id=trees")]
    [InlineData("package_search?fq=name:trees&facet.field=[\"tags\"]")]
    [InlineData("package_list?limit=0&offset=1000000")]
    [InlineData("current_package_list_with_resources?limit=5&offset=1000000")]
    [InlineData("license_list")]
    public async Task A_reader_who_has_the_answer_gets_304_without_a_body(string request)
    {
        using var first = await site.Client.GetAsync($"/api/3/action/{request}", Ct);
        using var second = await AskAsync(request, first.Headers.ETag!.ToString());
        using var other = await AskAsync(request, "\"another\"");

        Assert.Equal(HttpStatusCode.NotModified, second.StatusCode);
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal(first.Headers.ETag, second.Headers.ETag);
        Assert.Equal("public, must-revalidate, max-age=0", second.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task A_change_of_the_dataset_or_its_organization_changes_the_tag()
    {
        await site.Data.Organizations.SaveAsync("tagged-org", new Dictionary<string, string> { ["en"] = "Before" }, "", Ct);
        Func<PackageDraft, PackageDraft> with = draft => draft with { OwnerOrg = "tagged-org" };
        await site.Data.HasPackageAsync("tagged", Ct, with);
        var first = await TagAsync("package_search?fq=name:tagged");
        await site.Data.HasPackageAsync("tagged", Ct, draft => with(draft) with { Tags = ["more"] });
        var second = await TagAsync("package_search?fq=name:tagged");
        await site.Data.Organizations.SaveAsync("tagged-org", new Dictionary<string, string> { ["en"] = "After" }, "", Ct);
        var third = await TagAsync("package_search?fq=name:tagged");

        Assert.Equal(3, new[] { first, second, third }.Distinct().Count());
    }

    [Fact]
    public async Task The_tag_of_a_dataset_begins_with_the_time_of_its_change()
    {
        var modified = (string)(await site.ResultAsync("package_show?id=trees"))["metadata_modified"]!;

        Assert.StartsWith($"\"{modified}-", await TagAsync("package_show?id=trees"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_for_a_token_is_private_whatever_tag_comes_with_it()
    {
        using var anonymous = await site.Client.GetAsync("/api/3/action/package_show?id=trees", Ct);
        using var known = await AskAsync("package_search?q=tags:secret-tag&include_private=true", anonymous.Headers.ETag!.ToString(), site.Site.Token);

        Assert.Equal("no-store, private", known.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);
    }

    [Fact]
    public async Task A_posted_search_and_an_error_have_no_tag()
    {
        using var posted = await site.Client.PostAsync("/api/3/action/package_search", new StringContent("{}", System.Text.Encoding.UTF8, "application/json"), Ct);
        using var wrong = await site.Client.GetAsync("/api/3/action/package_show?id=no-such-dataset", Ct);

        Assert.Null(posted.Headers.ETag);
        Assert.Null(wrong.Headers.ETag);
    }

    private async Task<HttpResponseMessage> AskAsync(string request, string tag, string? token = null)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, $"/api/3/action/{request}");
        message.Headers.TryAddWithoutValidation("If-None-Match", tag);
        if (token is not null)
            message.Headers.TryAddWithoutValidation("Authorization", token);
        return await site.Client.SendAsync(message, Ct);
    }

    private async Task<string> TagAsync(string request)
    {
        using var response = await site.Client.GetAsync($"/api/3/action/{request}", Ct);
        return response.Headers.ETag!.ToString();
    }
}

/// <summary>The cost of a night in which nothing changed, in bytes on the wire, on a site with 1,000 datasets.</summary>
public sealed class NightlyWalkTests : IAsyncLifetime
{
    private TestSite _site = null!;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _site = await TestSite.StartAsync(null, CancellationToken.None);
        var data = new DataBuilder(_site);
        await Parallel.ForAsync(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (i, ct) => await data.HasPackageAsync($"night-{i:0000}", ct));
    }

    public ValueTask DisposeAsync() => _site.DisposeAsync();

    [Fact]
    public async Task An_unchanged_walk_over_a_thousand_datasets_costs_less_than_100_kB()
    {
        var tags = new Dictionary<int, string>();
        var first = await WalkAsync(tags);
        var second = await WalkAsync(tags);

        Assert.True(first > 500_000, $"{first} bytes");
        Assert.True(second < 100_000, $"{second} bytes");
        Assert.Equal(11, tags.Count);   // ten pages and the empty one
    }

    /// <summary>Raw bytes of all answers, heads and bodies.</summary>
    private async Task<long> WalkAsync(Dictionary<int, string> tags)
    {
        var bytes = 0L;
        for (var start = 0; start <= 1000; start += 100)
        {
            using var socket = new System.Net.Sockets.TcpClient();
            await socket.ConnectAsync(_site.Address.Host, _site.Address.Port, Ct);
            var stream = socket.GetStream();
            var condition = tags.TryGetValue(start, out var tag) ? $"If-None-Match: {tag}\r\n" : "";
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(
                $"GET /api/3/action/package_search?rows=100&start={start}&sort=id+asc HTTP/1.1\r\nHost: {_site.Address.Authority}\r\nConnection: close\r\n{condition}\r\n"), Ct);
            using var answer = new MemoryStream();
            await stream.CopyToAsync(answer, Ct);
            bytes += answer.Length;
            var head = System.Text.Encoding.ASCII.GetString(answer.GetBuffer(), 0, (int)Math.Min(answer.Length, 2000));
            Assert.StartsWith(tag is null ? "HTTP/1.1 200" : "HTTP/1.1 304", head, StringComparison.Ordinal);
            tags[start] = head.Split("\r\n").Single(line => line.StartsWith("ETag: ", StringComparison.OrdinalIgnoreCase))["ETag: ".Length..];
        }

        return bytes;
    }
}
