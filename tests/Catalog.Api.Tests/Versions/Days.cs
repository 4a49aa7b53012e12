using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Core.Versions;
using OpenData.Core.Versions.Editing;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>Days of a dataset whose writes of a day are one version: they pass by making all that was written older.</summary>
internal static class Days
{
    /// <summary>One version a day from now on, in a time zone in which it is about noon.</summary>
    public static async Task GatherAsync(CatalogSite site, string package)
    {
        var offset = 12 - DateTime.UtcNow.Hour;   // Etc/GMT-3 is three hours ahead of Greenwich
        var zone = FormattableString.Invariant($"Etc/GMT{(offset > 0 ? "-" : "+")}{Math.Abs(offset)}");
        var (status, body) = await site.PostAsync("dataset_version_policy_update", $$"""{"id": "{{package}}", "versioning": "daily", "timezone": "{{zone}}"}""", site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
    }

    /// <summary>So many days later.</summary>
    public static async Task PassAsync(CatalogSite site, string package, int days = 1)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        await connection.ExecuteAsync(new CommandDefinition("""
            update ver.dataset_version set published_at = published_at - @days * interval '1 day', gathered_at = gathered_at - @days * interval '1 day' where package_id = @id;
            update ver.version_policy set gathers_since = gathers_since - @days * interval '1 day' where package_id = @id
            """, new { id = Guid.Parse(package), days }, cancellationToken: CatalogSite.Ct));
    }

    /// <summary>What the worker does every minute.</summary>
    public static Task<int> FoldAsync(CatalogSite site)
    {
        var blobs = new BlobStore(Options.Create(new FileStoreOptions { Root = site.Site.Files }));
        return new GatheredVersions(site.Site.Database, new ExportCache(site.Site.Database, blobs), Options.Create(new VersionOptions()), TimeProvider.System).FoldAsync(CatalogSite.Ct);
    }
}
