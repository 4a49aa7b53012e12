using System.Text.Json.Nodes;
using Catalog.Api.Tests.Datastore;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Core.Versions;
using OpenData.Core.Versions.Editing;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>Versions that are given up (design A.4): 410 with what is left of them by every door, and the rows that nobody else has are deleted.</summary>
public sealed class ExpiryTests(CatalogSite site)
{
    [Fact]
    public async Task An_expired_version_answers_410_with_what_is_left_of_it_by_every_door()
    {
        var table = await HistoryAsync();
        var before = await site.ResultAsync($"dataset_version_show?id={table.Package}&version=3");
        Assert.Equal("[2,3]", (await ExpireAsync(table, """ "keep_last": 2, "dry_run": true"""))["expired"]!.ToJsonString());
        Assert.Equal("[2,3]", (await ExpireAsync(table, """ "keep_last": 2"""))["expired"]!.ToJsonString());

        foreach (var call in new[]
        {
            $"dataset_version_show?id={table.Package}&version=3", $"datastore_search?resource_id={table.Id}&version=3", $"dataset_version_diff?id={table.Package}&from=3&to=5",
            $"datastore_search_sql?version=3&sql={Uri.EscapeDataString($"select k from \"{table.Id}\"")}", $"datastore_changes?resource_id={table.Id}&since_version=3", $"package_show?id={table.Package}&version=3",
        })
        {
            var (status, body) = await site.GetAsync(call);
            Assert.True(status == 410, $"{call}: {status}");
            Assert.Equal((3, "expired", (string)before["label"]!), ((int)body["error"]!["version"]!["version"]!, (string)body["error"]!["version"]!["state"]!, (string)body["error"]!["version"]!["label"]!));
        }

        foreach (var path in new[] { $"/dataset/{table.Package}/v/3/rows.csv", $"/dataset/{table.Package}/v/3/rows.parquet", $"/dataset/{table.Package}/v/3/datapackage.zip", $"/datastore/dump/{table.Id}?version=3" })
        {
            using var answer = await site.Client.GetAsync(path, CatalogSite.Ct);
            Assert.True((int)answer.StatusCode == 410, $"{path}: {answer.StatusCode}");
        }

        Assert.Equal(["published", "published", "expired", "expired", "published"], (await site.ResultAsync($"dataset_version_list?id={table.Package}")).AsArray().Select(version => (string)version!["state"]!));
    }

    [Fact]
    public async Task Rows_that_only_expired_versions_have_are_deleted_when_nobody_reads_them_any_more()
    {
        var table = await HistoryAsync();
        var kept = await Task.WhenAll(table.RowsAsync(1), table.RowsAsync(4), table.RowsAsync(5));
        var rows = await CountAsync(table);
        await site.Client.GetStringAsync($"/dataset/{table.Package}/v/3/rows.jsonl", CatalogSite.Ct);
        await ExpireAsync(table, """ "keep_last": 2""");

        await CleanAsync(TimeSpan.Zero);
        var meanwhile = await CountAsync(table);
        await CleanAsync(ExpiredRows.Grace);

        Assert.Equal((rows, rows - 2), (meanwhile, await CountAsync(table)));   // x of version 2, x of version 3
        Assert.Equal(kept, await Task.WhenAll(table.RowsAsync(1), table.RowsAsync(4), table.RowsAsync(5)));
        await table.UpsertAsync("""{"k": "x", "a": 9}""");
        Assert.Equal("""[{"_id":1,"k":"x","a":9},{"_id":2,"k":"y","a":1}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task A_policy_keeps_days_tags_and_the_last_of_each_year()
    {
        var table = await HistoryAsync();
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                update ver.dataset_version set tags = '{}', published_at = case v when 1 then timestamptz '2014-03-01' when 2 then '2014-06-01' when 3 then '2015-01-01' else published_at end where package_id = @id
                """, new { id = Guid.Parse(table.Package) }, cancellationToken: CatalogSite.Ct));
        }

        Assert.Equal("[1,2,3]", (await ExpireAsync(table, """ "keep_days": 30, "dry_run": true"""))["expired"]!.ToJsonString());
        Assert.Equal("[1]", (await ExpireAsync(table, """ "keep_days": 30, "keep_yearly": true, "dry_run": true"""))["expired"]!.ToJsonString());
        Assert.Equal("[1,2,3,4]", (await ExpireAsync(table, """ "keep_last": 0, "dry_run": true"""))["expired"]!.ToJsonString());
        Assert.Equal(409, (await site.PostAsync("dataset_version_expire", $$"""{"id": "{{table.Package}}"}""", site.Site.Token)).Status);
    }

    /// <summary>Five versions; the first is tagged.</summary>
    private async Task<WrittenTable> HistoryAsync()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}""");
        await table.UpsertAsync("""{"k": "x", "a": 2}""");
        await table.UpsertAsync("""{"k": "x", "a": 3}, {"k": "y", "a": 1}""");
        await table.UpsertAsync("""{"k": "x", "a": 4}""");
        Assert.Equal(200, (await site.PostAsync("dataset_version_tag", $$"""{"id": "{{table.Package}}", "version": 1, "tag": "first"}""", site.Site.Token)).Status);
        return table;
    }

    private async Task<JsonNode> ExpireAsync(WrittenTable table, string more)
    {
        var (status, body) = await site.PostAsync("dataset_version_expire", $$"""{"id": "{{table.Package}}", {{more}}}""", site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
        return body["result"]!;
    }

    private async Task<long> CountAsync(WrittenTable table)
    {
        await using var connection = await site.Site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        var number = await connection.QuerySingleAsync<int>(new CommandDefinition("select table_no from ver.resource_version where resource_id = @id limit 1", new { id = Guid.Parse(table.Id) }, cancellationToken: CatalogSite.Ct));
        return await connection.QuerySingleAsync<long>(new CommandDefinition($"select count(*) from rows.r_{number}", cancellationToken: CatalogSite.Ct));
    }

    /// <summary>What the worker does every minute, that much later.</summary>
    private async Task CleanAsync(TimeSpan later)
    {
        var blobs = new BlobStore(Options.Create(new FileStoreOptions { Root = site.Site.Files }));
        await new ExpiredRows(site.Site.Database, new ExportCache(site.Site.Database, blobs), new Later(later)).DeleteAsync(CatalogSite.Ct);
    }

    private sealed class Later(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
