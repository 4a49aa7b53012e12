using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>A site that takes files of 256 MB, alone with its memory.</summary>
public sealed class LargeUploadTests : IAsyncLifetime
{
    private const int Megabyte = 1024 * 1024;
    private const int Size = 200 * Megabyte;
    private const int MostGrowth = 120;

    private TestSite? _site;

    private TestSite Site => _site!;

    public async ValueTask InitializeAsync() =>
        _site = await TestSite.StartAsync(new Dictionary<string, string?> { ["Files__MaxUploadMegabytes"] = "256", ["Auth__CreateUnownedDataset"] = "true" }, CatalogSite.Ct);

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
    }

    [Fact]
    public async Task Memory_does_not_grow_with_the_file()
    {
        using var admin = Site.CreateAdminClient();
        using var dataset = new StringContent("""{"name": "large"}""", new MediaTypeHeaderValue("application/json"));
        Assert.Equal(200, (await admin.SendAsync("package_create", dataset, null)).Status);
        using var small = new Zeros(1000);
        Assert.Equal(200, (await admin.SendAsync("resource_create", small, null)).Status);
        var before = PeakMegabytes();

        using var large = new Zeros(Size);
        var (status, answer) = await admin.SendAsync("resource_create", large, null);
        using var download = await admin.GetAsync((string)answer["result"]!["url"]!, HttpCompletionOption.ResponseHeadersRead, CatalogSite.Ct);
        await using var body = await download.Content.ReadAsStreamAsync(CatalogSite.Ct);
        var hash = Convert.ToHexStringLower(await SHA256.HashDataAsync(body, CatalogSite.Ct));

        Assert.Equal((200, Size), (status, (int)answer["result"]!["size"]!));
        Assert.Equal($"\"{hash}\"", download.Headers.ETag!.ToString());
        Assert.InRange(PeakMegabytes() - before, 0, MostGrowth);
    }

    /// <summary>The most memory that the web program ever had; it is found by the address on its command line.</summary>
    private int PeakMegabytes()
    {
        var process = Directory.EnumerateDirectories("/proc").Single(IsWeb);
        var line = File.ReadLines(Path.Combine(process, "status")).Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return int.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }

    private bool IsWeb(string folder)
    {
        try
        {
            return File.ReadAllText(Path.Combine(folder, "cmdline")).Contains(Site.Address.ToString(), StringComparison.Ordinal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>A form with a file of that many zeros, made while it is sent.</summary>
    private sealed class Zeros : HttpContent
    {
        private readonly int _size;

        public Zeros(int size)
        {
            _size = size;
            Headers.ContentType = MediaTypeHeaderValue.Parse($"multipart/form-data; boundary={Upload.Boundary}");
        }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            var part = Upload.File("upload", "zeros.bin", []);
            await stream.WriteAsync(Upload.Text("package_id", "large"));
            await stream.WriteAsync(part.AsMemory(0, part.Length - 2));
            var zeros = new byte[64 * 1024];
            for (var left = _size; left > 0; left -= zeros.Length)
                await stream.WriteAsync(zeros.AsMemory(0, Math.Min(left, zeros.Length)));
            await stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes($"\r\n--{Upload.Boundary}--\r\n"));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
