using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Versions;
using OpenData.Core.Versions.Editing;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Versions;

/// <summary>What the worker lets expire by itself (design A.4): nothing unless a dataset or the site says so, never a tagged version, never the current one.</summary>
public sealed class VersionPolicyTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_expires_where_nobody_said_so()
    {
        await using var versions = await HistoryAsync();

        Assert.Equal(0, await Policies(versions, new VersionOptions()).ExpireAsync(Ct));
    }

    [Fact]
    public async Task The_site_says_how_many_stay_where_the_dataset_does_not()
    {
        await using var versions = await HistoryAsync();
        var policies = Policies(versions, new VersionOptions { KeepLast = 2 });
        await policies.SetAsync(versions.PackageId, Policy(), null, Ct);   // versioning alone says nothing of keeping

        Assert.Equal(3, await policies.ExpireAsync(Ct));
        Assert.Equal(["6 published", "5 published", "4 expired", "3 expired", "2 published", "1 expired"], await StatesAsync(versions));   // 2 has a tag
        Assert.Equal(0, await policies.ExpireAsync(Ct));
    }

    [Fact]
    public async Task A_dataset_decides_for_itself()
    {
        await using var versions = await HistoryAsync();
        var policies = Policies(versions, new VersionOptions { KeepLast = 1 });
        await policies.SetAsync(versions.PackageId, Policy() with { KeepAll = true }, null, Ct);
        Assert.Equal(0, await policies.ExpireAsync(Ct));
        await policies.SetAsync(versions.PackageId, Policy() with { KeepLast = 4 }, null, Ct);

        Assert.Equal(1, await policies.ExpireAsync(Ct));
        Assert.Equal(["6 published", "5 published", "4 published", "3 published", "2 published", "1 expired"], await StatesAsync(versions));
    }

    [Fact]
    public async Task The_current_version_stays_however_old_it_is()
    {
        await using var versions = await HistoryAsync();
        await using (var connection = await versions.Database.Write.OpenConnectionAsync(Ct))
            await connection.ExecuteAsync(new CommandDefinition("update ver.dataset_version set published_at = published_at - interval '900 days'", cancellationToken: Ct));
        var policies = Policies(versions, new VersionOptions());
        await policies.SetAsync(versions.PackageId, Policy() with { KeepDays = 30 }, null, Ct);

        Assert.Equal(4, await policies.ExpireAsync(Ct));
        Assert.Equal("6 published", (await StatesAsync(versions))[0]);
        Assert.Equal([(1, "a", "6.00")], await versions.RowsAsync(6, Ct));
    }

    private static VersionPolicy Policy() => new() { TimeZone = "Europe/Athens" };

    private static VersionPolicies Policies(TestVersions versions, VersionOptions options) =>
        new(versions.Database, new Expiry(versions.Database, TimeProvider.System), Options.Create(options), TimeProvider.System);

    /// <summary>Six versions; the second is tagged.</summary>
    private static async Task<TestVersions> HistoryAsync()
    {
        var versions = await TestVersions.CreateAsync(Ct);
        for (var v = 1; v <= 6; v++)
            await versions.PublishAsync([("a", v)], Ct);
        await new VersionTags(versions.Database, TimeProvider.System).AddAsync(versions.PackageId, 2, "kept", null, Ct);
        return versions;
    }

    private static async Task<IReadOnlyList<string>> StatesAsync(TestVersions versions) =>
        [.. (await versions.Store.ListAsync(versions.PackageId, Ct)).Select(version => $"{version.Version} {version.State}")];
}
