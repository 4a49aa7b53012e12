using System.Net.Http.Headers;
using System.Text;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Multipart bodies, whole and broken (contract 1.3, 1.4): whatever comes, the answer is a typed error or the action's own.</summary>
public sealed class MultipartTests(CatalogSite site)
{
    [Fact]
    public async Task The_file_may_come_before_the_texts()
    {
        using var body = Upload.Body(Upload.File("upload", "a.csv", Upload.Bytes("x")), Upload.Text("name", "first the file"), Upload.Text("package_id", await site.HasDatasetAsync()));

        var (status, answer) = await site.Client.SendAsync("resource_create", body, site.Site.Token);

        Assert.Equal((200, "first the file", 1), (status, (string)answer["result"]!["name"]!, (int)answer["result"]!["size"]!));
    }

    [Fact]
    public async Task Texts_alone_are_parameters()
    {
        using var show = Upload.Body(Upload.Text("id", "trees"));
        using var search = Upload.Body(Upload.Text("fq_list", "tags:trees"), Upload.Text("fq_list", "name:trees"));

        Assert.Equal("trees", (string)(await site.Client.SendAsync("package_show", show, null)).Body["result"]!["name"]!);
        Assert.Equal(1, (int)(await site.Client.SendAsync("package_search", search, null)).Body["result"]!["count"]!);
    }

    [Fact]
    public async Task One_text_without_a_value_is_taken_for_json()
    {
        using var json = Upload.Body(Upload.Text("{}", ""));
        using var none = Upload.Body(Upload.Text("id", "1"));

        Assert.Equal(200, (await site.Client.SendAsync("package_list", json, null)).Status);
        Assert.StartsWith("Bad request - JSON Error", (string)(await site.Client.SendAsync("package_show", none, null)).Body!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_without_a_name_and_files_in_other_parts_are_ignored()
    {
        using var body = Upload.Body(
            Upload.Text("package_id", await site.HasDatasetAsync()), Upload.File("upload", "", []), Upload.File("other", "b.csv", Upload.Bytes("b")), Upload.Text("url", "https://example.org/a.csv"));

        var (status, answer) = await site.Client.SendAsync("resource_create", body, site.Site.Token);

        Assert.Equal((200, "https://example.org/a.csv", null), (status, (string)answer["result"]!["url"]!, (string?)answer["result"]!["url_type"]));
    }

    [Fact]
    public async Task Of_two_files_the_first_counts()
    {
        using var body = Upload.Body(Upload.Text("package_id", await site.HasDatasetAsync()), Upload.File("upload", "a.csv", Upload.Bytes("a")), Upload.File("upload", "b.csv", Upload.Bytes("bb")));

        Assert.Equal(1, (int)(await site.Client.SendAsync("resource_create", body, site.Site.Token)).Body["result"]!["size"]!);
    }

    public static TheoryData<string, string, string> Broken() => new()
    {
        { "no boundary", "multipart/form-data", "x" },
        { "an empty boundary", "multipart/form-data; boundary=", "x" },
        { "a long boundary", $"multipart/form-data; boundary={new string('b', 5000)}", "x" },
        { "blanks in the boundary", "multipart/form-data; boundary=a b", "--a b\r\n\r\n" },
        { "an odd charset", "multipart/form-data; charset=utf-7; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\nnope\r\n--b--\r\n" },
        { "nothing", "multipart/form-data; boundary=b", "" },
        { "another boundary", "multipart/form-data; boundary=b", "--c\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\nx\r\n--c--\r\n" },
        { "cut in a header", "multipart/form-data; boundary=b", "--b\r\nContent-Dispo" },
        { "cut in a text", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\ntre" },
        { "cut in a file", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"a\"\r\n\r\nabc" },
        { "a part without a name", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data\r\n\r\nx\r\n--b--\r\n" },
        { "a part without headers", "multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--\r\n" },
        { "a broken header", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition form-data name=id\r\n\r\nx\r\n--b--\r\n" },
        { "a huge header", "multipart/form-data; boundary=b", $"--b\r\nContent-Disposition: form-data; name=\"id\"; x=\"{new string('x', 200_000)}\"\r\n\r\nx\r\n--b--\r\n" },
        { "many headers", "multipart/form-data; boundary=b", $"--b\r\nContent-Disposition: form-data; name=\"id\"\r\n{string.Concat(Enumerable.Range(0, 500).Select(n => $"X-{n}: y\r\n"))}\r\nx\r\n--b--\r\n" },
        { "many parts", "multipart/form-data; boundary=b", string.Concat(Enumerable.Range(0, 10_000).Select(n => $"--b\r\nContent-Disposition: form-data; name=\"n{n}\"\r\n\r\nx\r\n")) + "--b--\r\n" },
        { "a long epilogue", "multipart/form-data; boundary=b", $"--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\nx\r\n--b--\r\n{new string('e', 200_000)}" },
        { "NUL in a text", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"id\"\r\n\r\na\0b\r\n--b--\r\n" },
        { "NUL in a name", "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"i\0d\"\r\n\r\nx\r\n--b--\r\n" },
        { "multipart/mixed", "multipart/mixed; boundary=b", "--b\r\n\r\nx\r\n--b--\r\n" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Broken_bodies_are_errors_of_the_sender(string what, string contentType, string text)
    {
        foreach (var (action, token) in new[] { ("package_show", null), ("resource_create", site.Site.Token), ("organization_patch", site.Site.Token) })
        {
            using var body = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
            body.Headers.TryAddWithoutValidation("Content-Type", contentType);
            var (status, answer) = await site.Client.SendAsync(action, body, token);
            Assert.True(status is >= 400 and < 500, $"{what}, {action}: {status} {answer.ToJsonString()}");
        }
    }

    [Fact]
    public async Task Too_much_text_is_refused()
    {
        using var body = Upload.Body(Upload.Text("id", "trees"), Upload.Text("much", new string('x', 17 * 1024 * 1024)));

        Assert.Equal(413, (await site.Client.SendAsync("package_show", body, null)).Status);
    }

    [Theory]
    [InlineData("s.csv\r\nX: y")]
    [InlineData("s\"q.csv")]
    public async Task Names_that_break_their_header_are_refused(string fileName)
    {
        var (status, error) = await site.TryUploadAsync("resource_create", fileName, Upload.Bytes("x"), ("package_id", await site.HasDatasetAsync()));

        Assert.True(status is >= 400 and < 500, $"{status} {error}");
    }

    [Theory]
    [InlineData("../../../tmp/s.csv", "s.csv", "s.csv")]
    [InlineData("s\0.csv", "s.csv", "s.csv")]
    [InlineData("..\\\\s.csv", "s.csv", "s.csv")]
    [InlineData("D:\\\\s.csv", "s.csv", "s.csv")]
    [InlineData("prn.csv", "prn.csv", "prn.csv")]
    [InlineData("..", ".._", "file")]
    [InlineData("%2e%2e%2fs.csv", "2e2e2fs.csv", "2e2e2fs.csv")]
    [InlineData("<b onclick=sx(15)>.csv", "b-onclicksx15.csv", "b onclick=sx(15).csv")]
    [InlineData("\u202egpj.exe.csv", "gpj.exe.csv", "gpj.exe.csv")]
    [InlineData("витрати 2023.csv", "-2023.csv", "витрати 2023.csv")]
    public async Task A_name_is_only_a_name(string sent, string munged, string savedAs)
    {
        var made = await site.UploadAsync("resource_create", sent, Upload.Bytes("x"), ("package_id", await site.HasDatasetAsync()));
        using var response = await site.Client.GetAsync((string)made["url"]!, CatalogSite.Ct);

        Assert.EndsWith($"/download/{munged}", (string)made["url"]!, StringComparison.Ordinal);
        Assert.Equal("x", await response.Content.ReadAsStringAsync(CatalogSite.Ct));
        Assert.Equal(savedAs, response.Content.Headers.ContentDisposition!.FileNameStar);
    }

    [Fact]
    public async Task A_name_in_utf_8_of_the_newer_kind_wins()
    {
        using var body = Upload.Body(
            Upload.Text("package_id", await site.HasDatasetAsync()),
            Encoding.UTF8.GetBytes($"--{Upload.Boundary}\r\nContent-Disposition: form-data; name=\"upload\"; filename=\"plain.csv\"; filename*=utf-8''%C3%9Cber.csv\r\n\r\nx\r\n"));

        Assert.EndsWith("/uber.csv", (string)(await site.Client.SendAsync("resource_create", body, site.Site.Token)).Body["result"]!["url"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_caller_who_goes_away_in_the_middle_leaves_nothing()
    {
        var dataset = await site.HasDatasetAsync();
        using var stop = new CancellationTokenSource();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/3/action/resource_create") { Content = new Endless(dataset, HasMarked, stop) };
        request.Headers.TryAddWithoutValidation("Authorization", site.Site.Token);

        await Assert.ThrowsAnyAsync<Exception>(() => site.Client.SendAsync(request, stop.Token));

        while (HasMarked())   // the program notices a little later
            await Task.Delay(20, CatalogSite.Ct);
        Assert.Empty((await site.ResultAsync($"package_show?id={dataset}"))["resources"]!.AsArray());
    }

    /// <summary>Told by its length: the writer lets nobody else open it.</summary>
    private bool HasMarked() => Directory.EnumerateFiles(Path.Combine(site.Site.Files, "tmp")).Any(path => new FileInfo(path) is { Exists: true, Length: Endless.Length });

    /// <summary>A file that goes on until some of it is on the server's disk, and then stops in the middle.</summary>
    private sealed class Endless : HttpContent
    {
        public const int Length = 654_321;

        private readonly string _dataset;
        private readonly Func<bool> _hasArrived;
        private readonly CancellationTokenSource _stop;

        public Endless(string dataset, Func<bool> hasArrived, CancellationTokenSource stop)
        {
            (_dataset, _hasArrived, _stop) = (dataset, hasArrived, stop);
            Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Upload.Boundary}");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, System.Net.TransportContext? context)
        {
            await stream.WriteAsync(Upload.Text("package_id", _dataset));
            await stream.WriteAsync(Upload.File("upload", "endless.bin", new byte[Length]));
            await stream.FlushAsync();
            while (!_hasArrived())
                await Task.Delay(20);
            await _stop.CancelAsync();
            await Task.Delay(Timeout.Infinite, _stop.Token);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
