using System.Net;
using System.Text.Json.Nodes;
using Etl.Jobs.Fetching;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Testing;
using Xunit;

namespace Etl.Jobs.Tests.Fetching;

/// <summary>No address reaches anything that is not on the public internet, however it is written.</summary>
public sealed class AddressTests : IAsyncLifetime
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"opendata-ssrf-{Guid.NewGuid():N}");
    private FakeServer _canary = null!;
    private GuardedHttp _http = null!;

    public static TheoryData<string, string> Addresses() => new(File.ReadLines(Path.Combine(Repository.Root, "tests", "Etl.Jobs.Tests", "Fetching", "ssrf-addresses.jsonl"))
        .Where(line => line.Length > 0).Select(line => JsonNode.Parse(line)!).Select(row => ((string)row["id"]!, (string)row["url"]!)));

    public async ValueTask InitializeAsync()
    {
        _canary = await FakeServer.StartAsync();
        // The canary's port is allowed, so that only the address stands between it and us.
        _http = new GuardedHttp(Options.Create(new EtlOptions { FetchTimeoutSeconds = 3 }), Options.Create(new FetchOptions { Ports = [_canary.Port] }),
            new BlobStore(Options.Create(new FileStoreOptions { Root = _root })), TimeProvider.System);
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _canary.DisposeAsync();
        if (Directory.Exists(_root))
            Directory.Delete(_root, recursive: true);
    }

    [Theory]
    [MemberData(nameof(Addresses))]
    public async Task A_hostile_address_is_refused(string id, string url)
    {
        var text = url.Replace("{port}", $"{_canary.Port}", StringComparison.Ordinal);

        // What is no address at all is refused by the mapping already.
        if (Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var address))
        {
            var refusal = await Assert.ThrowsAsync<FetchException>(() => _http.GetAsync(address, null, TestContext.Current.CancellationToken));
            Assert.True(refusal.Finding.Rule == "fetch-refused", $"{id}: {refusal.Finding.Rule} {refusal.Finding.Value}");
            Assert.False(refusal.IsTransient);
        }

        Assert.Empty(_canary.Requests());
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("127.0.0.1.")]
    public async Task The_canary_can_be_reached_when_nobody_checks_and_not_through_the_guard(string host)
    {
        var address = new Uri($"http://{host}:{_canary.Port}/");

        await Assert.ThrowsAsync<FetchException>(() => _http.GetAsync(address, null, TestContext.Current.CancellationToken));

        Assert.Empty(_canary.Requests());
        using var naive = new HttpClient();
        await naive.GetAsync(new Uri($"http://127.0.0.1:{_canary.Port}/"), TestContext.Current.CancellationToken);
        Assert.Single(_canary.Requests());
    }

    [Theory]
    [InlineData("8.8.8.8", true)]
    [InlineData("172.15.255.255", true)]
    [InlineData("172.32.0.1", true)]
    [InlineData("100.128.0.1", true)]
    [InlineData("2a00:1450:4001:810::200e", true)]
    [InlineData("64:ff9b::808:808", true)]
    [InlineData("::ffff:8.8.8.8", true)]
    [InlineData("0.0.0.0", false)]
    [InlineData("255.255.255.255", false)]
    [InlineData("192.0.0.170", false)]
    [InlineData("203.0.113.9", false)]
    [InlineData("198.51.100.9", false)]
    [InlineData("192.88.99.1", false)]
    [InlineData("::", false)]
    [InlineData("::1", false)]
    [InlineData("::127.0.0.1", false)]
    [InlineData("::ffff:0:127.0.0.1", false)]
    [InlineData("64:ff9b::7f00:1", false)]
    [InlineData("64:ff9b:1::1", false)]
    [InlineData("2001:0:4136:e378:8000:63bf:3fff:fdd2", false)]
    [InlineData("2001:db8::1", false)]
    [InlineData("2002:808:808::1", false)]
    [InlineData("3fff::1", false)]
    [InlineData("5f00::1", false)]
    [InlineData("100::1", false)]
    [InlineData("fec0::1", false)]
    [InlineData("ff02::1", false)]
    [InlineData("2a00:1450::5efe:10.0.0.1", false)]
    public void An_address_is_public_or_not(string address, bool isPublic) =>
        Assert.Equal(isPublic, AddressGuard.IsPublic(IPAddress.Parse(address)));
}
