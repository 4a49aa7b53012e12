using System.Security.Cryptography;
using System.Text;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>Every write by API is a version of its dataset (design A.4, A.6): earlier ones read as they were, and the current one may go back.</summary>
public sealed class TableVersionTests(CatalogSite site)
{
    [Fact]
    public async Task Earlier_versions_read_as_they_were_also_after_the_table_was_deleted_and_made_again()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}""");
        await table.UpsertAsync("""{"k": "x", "a": 2}, {"k": "y", "a": 3}""");
        await table.DoneAsync("datastore_delete", """ "filters": {"k": "y"}""");
        await table.DoneAsync("datastore_delete", """ "filters": {}""");
        var empty = await table.RowsAsync();
        await table.DoneAsync("datastore_delete", "");
        var (gone, _) = await site.GetAsync($"datastore_search?resource_id={table.Id}");
        var inactive = await site.ResultAsync($"resource_show?id={table.Id}");
        var (again, _) = await table.CallAsync("datastore_delete", "");
        await table.DoneAsync("datastore_create", """ "records": [{"other": "z"}]""");

        Assert.Equal(("[]", 404, false, 404), (empty, gone, (bool)inactive["datastore_active"]!, again));
        Assert.Equal("""[{"_id":1,"other":"z"}]""", await table.RowsAsync());
        Assert.Equal("[]", await table.RowsAsync(1));
        Assert.Equal("""[{"_id":1,"k":"x","a":1}]""", await table.RowsAsync(2));
        Assert.Equal("""[{"_id":1,"k":"x","a":2},{"_id":2,"k":"y","a":3}]""", await table.RowsAsync(3));
        Assert.Equal("""[{"_id":1,"k":"x","a":2}]""", await table.RowsAsync(4));
        Assert.Equal("[]", await table.RowsAsync(5));
        Assert.Equal(404, (await site.GetAsync($"datastore_search?resource_id={table.Id}&version=6")).Status);
    }

    [Fact]
    public async Task The_log_counts_rows_and_the_difference_tells_them()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}, {"k": "y", "a": 1}""");
        await table.UpsertAsync("""{"k": "x", "a": 2}, {"k": "z", "a": 3}""");

        var last = (await site.ResultAsync($"dataset_version_list?id={table.Package}"))[0]!;
        var part = last["resources"]![0]!;
        var diff = await site.ResultAsync($"dataset_version_diff?id={table.Package}&from=2&to=3");

        Assert.Equal((3, "data", 3, 1, 1, 0), ((int)last["version"]!, (string)last["kind"]!, (int)part["row_count"]!, (int)part["added"]!, (int)part["changed"]!, (int)part["removed"]!));
        Assert.Contains("""{"k":"x","a":1},"after":{"k":"x","a":2},"changed_fields":["a"]}""", diff.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_file_of_a_version_is_made_when_somebody_asks_and_its_hash_is_kept()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a numeric", "k");
        await table.InsertAsync("""{"k": "x", "a": "1.50"}, {"k": "", "a": null}""");
        var before = (await site.ResultAsync($"dataset_version_show?id={table.Package}&version=2"))["resources"]![0]!;

        var csv = await site.Client.GetStringAsync($"/dataset/{table.Package}/v/2/rows.csv", CatalogSite.Ct);
        var after = (await site.ResultAsync($"dataset_version_show?id={table.Package}&version=2"))["resources"]![0]!;

        Assert.Equal("k,a\r\nx,1.50\r\n\"\",\r\n", csv);
        Assert.Null(before["hash"]);
        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(csv)))}", (string)after["hash"]!);
        Assert.Equal(csv, await site.Client.GetStringAsync($"/dataset/{table.Package}/resource/{table.Id}/download", CatalogSite.Ct));
    }

    [Fact]
    public async Task After_a_withdrawal_a_write_stands_on_what_readers_see()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 1}, {"k": "y", "a": 1}""");
        await table.DoneAsync("datastore_upsert", """ "records": [{"k": "x", "a": 666}, {"k": "bad", "a": 666}]""");
        await table.DoneAsync("datastore_delete", """ "filters": {"k": "y"}""");
        await using (var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            await connection.ExecuteAsync(new CommandDefinition("""
                update ver.dataset_version set state = 'withdrawn' where package_id = @id and v > 2;
                update catalog.package set current_version = 2 where id = @id
                """, new { id = Guid.Parse(table.Package) }, cancellationToken: CatalogSite.Ct));
        }

        var seen = await table.RowsAsync();
        await table.UpsertAsync("""{"k": "y", "a": 2}, {"k": "z", "a": 3}""");

        Assert.Equal("""[{"_id":1,"k":"x","a":1},{"_id":2,"k":"y","a":1}]""", seen);
        Assert.Equal("""[{"_id":1,"k":"x","a":1},{"_id":2,"k":"y","a":2},{"_id":4,"k":"z","a":3}]""", await table.RowsAsync());
        Assert.Equal(seen, await table.RowsAsync(2));
        Assert.Equal(5, await table.VersionAsync());
    }

    [Fact]
    public async Task A_private_table_is_seen_by_nobody_else()
    {
        var table = await WrittenTable.MakeAsync(site, "k text", isPrivate: true);
        await table.DoneAsync("datastore_create", $$""" "aliases": "secret {{table.Id[..8]}}", "records": [{"k": "canary"}]""");

        foreach (var id in new[] { table.Id, $"secret {table.Id[..8]}" })
        {
            var name = Uri.EscapeDataString(id);
            using var dump = await site.Client.GetAsync($"/datastore/dump/{name}", CatalogSite.Ct);
            Assert.Equal((403, 403, 403, 404), ((await site.GetAsync($"datastore_search?resource_id={name}")).Status, (await site.GetAsync($"datastore_search?resource_id={name}&version=1")).Status,
                (await site.GetAsync($"datastore_info?id={name}")).Status, (int)dump.StatusCode));
        }

        var tables = await site.ResultAsync("datastore_search?resource_id=_table_metadata&limit=10000");
        Assert.DoesNotContain(tables["records"]!.AsArray(), record => (string)record!["name"]! == table.Id || (string?)record["alias_of"] == table.Id);
    }

    [Fact]
    public async Task A_purge_takes_all_tables_with_it()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        await table.DoneAsync("datastore_delete", "");
        await table.DoneAsync("datastore_create", """ "records": [{"k": "again"}]""");
        await using var connection = await site.Site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        var names = (await connection.QueryAsync<string>(new CommandDefinition(
            "select distinct 'rows.r_' || table_no from ver.resource_version where resource_id = @id and table_no is not null", new { id = Guid.Parse(table.Id) }, cancellationToken: CatalogSite.Ct))).ToList();

        var (status, _) = await site.PostAsync("dataset_purge", $$"""{"id": "{{table.Package}}"}""", site.Site.Token);

        Assert.Equal((200, 2), (status, names.Count));
        foreach (var name in names)
            Assert.Null(await connection.ExecuteScalarAsync<string?>(new CommandDefinition("select to_regclass(@name)::text", new { name }, cancellationToken: CatalogSite.Ct)));
    }

    [Fact]
    public async Task A_deleted_resource_is_found_in_its_versions_only()
    {
        var table = await WrittenTable.MakeAsync(site, "k text");
        await table.InsertAsync("""{"k": "x"}""");
        var (status, _) = await site.PostAsync("resource_delete", $$"""{"id": "{{table.Id}}"}""", site.Site.Token);

        Assert.Equal((200, 404), (status, (await site.GetAsync($"datastore_search?resource_id={table.Id}")).Status));
        Assert.Equal("""[{"_id":1,"k":"x"}]""", await table.RowsAsync(2));
    }

    [Fact]
    public async Task Pages_show_whatever_a_table_by_API_holds()
    {
        var table = await WrittenTable.MakeAsync(site, "n numeric, d date, t timestamp, j json, l text[], i bigint, f float");
        await table.InsertAsync($$"""{"n": "1{{new string('0', 60)}}.5", "d": "0044-03-15 BC", "t": "infinity", "j": {"a": "<b>"}, "l": ["x"], "i": 9007199254740993, "f": "NaN"}, {"d": "infinity"}""");
        var name = (string)(await site.ResultAsync($"package_show?id={table.Package}"))["name"]!;

        foreach (var path in new[] { $"/dataset/{name}", $"/dataset/{name}/resource/{table.Id}", $"/dataset/{name}/v/2", $"/dataset/{name}/diff/1..2", $"/dataset/{name}.ttl", "/" })
        {
            using var page = await site.Client.GetAsync(path, CatalogSite.Ct);
            Assert.True((int)page.StatusCode == 200, $"{path}: {(int)page.StatusCode}");
        }

        Assert.Contains("0044-03-15 BC", await site.Client.GetStringAsync($"/dataset/{name}/resource/{table.Id}", CatalogSite.Ct), StringComparison.Ordinal);
    }
}
