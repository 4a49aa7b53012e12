using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Xunit;

namespace Catalog.Api.Tests.Downloads;

/// <summary>Files as clients fetch them (contract 6.2): HEAD with a length, ranges, 304, attachment, and never anything that a browser would run.</summary>
public sealed class DownloadTests(CatalogSite site)
{
    private string Current => $"/dataset/{site.Trees.Id}/resource/{site.TreesId}/download/trees.csv";

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, path);
        with?.Invoke(request);
        return await site.Client.SendAsync(request, CatalogSite.Ct);
    }

    [Fact]
    public async Task The_address_that_package_show_gives_is_the_canonical_csv_with_the_hash_it_names()
    {
        var resource = (await site.ResultAsync("package_show?id=trees"))["resources"]![0]!;
        var bytes = await site.Client.GetByteArrayAsync((string)resource["url"]!, CatalogSite.Ct);

        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(bytes))}", (string)resource["hash"]!);
        Assert.Equal((int)resource["size"]!, bytes.Length);
        Assert.StartsWith("code,species,height,count,planted,ok\r\nA1,Oak,13.25,4,2010-03-01,true\r\n", Encoding.UTF8.GetString(bytes), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_an_attachment_with_policy_tag_and_date()
    {
        using var response = await SendAsync(HttpMethod.Get, Current, request => request.Headers.Add("Origin", "https://example.org"));

        Assert.Equal(("text/csv", "utf-8"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentType.CharSet));
        Assert.Equal(("attachment", "trees.csv"), (response.Content.Headers.ContentDisposition!.DispositionType, response.Content.Headers.ContentDisposition.FileName));
        Assert.Matches("^\"[0-9a-f]{64}\"$", response.Headers.ETag!.ToString());
        Assert.NotNull(response.Content.Headers.LastModified);
        Assert.Equal("bytes", response.Headers.AcceptRanges.Single());
        Assert.Equal(("nosniff", "sandbox; default-src 'none'", "*"), (Header(response, "X-Content-Type-Options"), Header(response, "Content-Security-Policy"), Header(response, "Access-Control-Allow-Origin")));
    }

    [Fact]
    public async Task Head_ranges_and_conditions_work()
    {
        using var whole = await SendAsync(HttpMethod.Get, Current);
        var body = await whole.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
        using var head = await SendAsync(HttpMethod.Head, Current);
        using var part = await SendAsync(HttpMethod.Get, Current, request => request.Headers.Range = new RangeHeaderValue(5, 11));
        using var bad = await SendAsync(HttpMethod.Get, Current, request => request.Headers.Range = new RangeHeaderValue(100_000, null));
        using var same = await SendAsync(HttpMethod.Get, Current, request => request.Headers.IfNoneMatch.Add(whole.Headers.ETag!));
        using var notSince = await SendAsync(HttpMethod.Get, Current, request => request.Headers.IfModifiedSince = whole.Content.Headers.LastModified);

        Assert.Equal((HttpStatusCode.OK, body.Length), (head.StatusCode, (int)head.Content.Headers.ContentLength!));
        Assert.Equal((HttpStatusCode.PartialContent, "species"), (part.StatusCode, await part.Content.ReadAsStringAsync(CatalogSite.Ct)));
        Assert.Equal((HttpStatusCode.RequestedRangeNotSatisfiable, HttpStatusCode.NotModified, HttpStatusCode.NotModified), (bad.StatusCode, same.StatusCode, notSince.StatusCode));
    }

    [Theory]
    [InlineData("/dataset/trees/resource/{0}/download")]
    [InlineData("/dataset/trees/resource/{0}/download/any-old-name.csv")]
    [InlineData("/en/dataset/trees/resource/{0}/download/trees.csv")]
    public async Task Name_of_the_dataset_file_name_and_language_do_not_matter(string path)
    {
        using var response = await SendAsync(HttpMethod.Head, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, site.TreesId));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_pinned_version_keeps_its_bytes_also_after_the_cached_file_is_gone()
    {
        var versions = (await site.ResultAsync("dataset_version_list?id=trees")).AsArray();
        Directory.Delete(Path.Combine(site.Site.Files, "exports"), recursive: true);

        foreach (var version in versions)
        {
            foreach (var resource in version!["resources"]!.AsArray())
            {
                using var response = await SendAsync(HttpMethod.Get, (string)resource!["url"]!);
                var bytes = await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
                Assert.Equal((string)resource["hash"]!, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes)));
                Assert.Equal("public, max-age=31536000, immutable", string.Join(", ", response.Headers.GetValues("Cache-Control")));
                Assert.Equal($"\"{((string)resource["hash"]!)["sha256:".Length..]}\"", response.Headers.ETag!.ToString());
            }
        }
    }

    [Fact]
    public async Task An_original_file_is_served_with_its_own_name_for_its_own_dataset_only()
    {
        var file = (await site.ResultAsync("dataset_version_show?id=trees&version=1"))["resources"]![0]!["files"]![0]!;
        var secret = (await site.ResultAsync("dataset_version_show?id=secret-trees", site.Site.Token))["resources"]![0]!["files"]![0]!;
        using var response = await SendAsync(HttpMethod.Get, (string)file["url"]!);
        using var hidden = await SendAsync(HttpMethod.Get, (string)secret["url"]!);
        using var smuggled = await SendAsync(HttpMethod.Get, $"/dataset/trees/source/{((string)secret["hash"]!)["sha256:".Length..]}");

        Assert.Equal((string)file["hash"]!, "sha256:" + Convert.ToHexStringLower(SHA256.HashData(await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct))));
        Assert.Equal(("application/octet-stream", "δέντρα.csv"), (response.Content.Headers.ContentType!.MediaType, response.Content.Headers.ContentDisposition!.FileNameStar));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.NotFound), (hidden.StatusCode, smuggled.StatusCode));
    }

    [Fact]
    public async Task A_link_is_a_redirect_and_a_hidden_file_is_forbidden()
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Client.BaseAddress };
        using var link = await client.GetAsync($"/dataset/trees/resource/{site.Trees.Resources[2].Id}/download", CatalogSite.Ct);
        using var hidden = await client.GetAsync($"/dataset/secret-trees/resource/{site.SecretId}/download/trees.csv", CatalogSite.Ct);
        using var sideways = await client.GetAsync($"/dataset/trees/resource/{site.SecretId}/download/trees.csv", CatalogSite.Ct);
        using var pinned = await client.GetAsync("/dataset/secret-trees/v/1/trees.csv", CatalogSite.Ct);

        Assert.Equal((HttpStatusCode.Found, "http://example.org/manual.pdf"), (link.StatusCode, link.Headers.Location!.ToString()));
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (hidden.StatusCode, sideways.StatusCode, pinned.StatusCode));
    }

    [Theory]
    [InlineData("/dataset/nope/resource/{0}/download/x.csv")]
    [InlineData("/dataset/trees/resource/nope/download/x.csv")]
    [InlineData("/dataset/trees/resource/..%2f..%2fetc%2fpasswd/download/x.csv")]
    [InlineData("/dataset/trees/v/9/trees.csv")]
    [InlineData("/dataset/trees/v/1/nope.csv")]
    [InlineData("/dataset/trees/v/99999999999999999999/trees.csv")]
    [InlineData("/dataset/trees/source/..%2f..%2fadmin.token")]
    [InlineData("/dataset/trees/source/ABCDEF")]
    [InlineData("/dataset/%00/source/ABCDEF")]
    public async Task What_is_not_there_is_a_404(string path)
    {
        using var response = await SendAsync(HttpMethod.Get, string.Format(System.Globalization.CultureInfo.InvariantCulture, path, site.TreesId));

        Assert.InRange((int)response.StatusCode, 400, 404);
    }

    private static string Header(HttpResponseMessage response, string name) => string.Join(", ", response.Headers.GetValues(name));
}
