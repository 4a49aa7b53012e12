using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Catalog.Api.Tests.Datastore;
using Dapper;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>A cell that should never have been published is overwritten everywhere, and everything else can still be proved (design A.4, A.7).</summary>
public sealed class RedactionTests(CatalogSite site)
{
    [Fact]
    public async Task A_name_in_a_table_of_a_source_is_in_no_version_file_or_row_any_more()
    {
        var canary = $"Παπαδόπουλος-{Guid.NewGuid():n}";
        var name = $"redacted-{Guid.NewGuid():n}";
        var package = await site.Data.HasPackageAsync(name, CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees(("A", "Oak")));
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees(("A", "Oak"), ("B", canary)));
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees(("A", "Pine"), ("B", canary)));
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees(("A", "Pine"), ("B", "Oak")));
        var id = package.Resources[0].Id;
        foreach (var form in new[] { "trees.csv", "trees.parquet", "trees.xlsx", "trees.jsonl", "datapackage.zip" })
            await site.Client.GetByteArrayAsync($"/dataset/{name}/v/3/{form}", CatalogSite.Ct);
        foreach (var form in new[] { "csv", "tsv", "json", "xml" })
            await site.Client.GetByteArrayAsync($"/datastore/dump/{id}?version=3&format={form}", CatalogSite.Ct);
        var before = (await site.ResultAsync($"dataset_version_list?id={name}")).AsArray();
        Assert.True(Traces(canary) > 0);

        var (status, body) = await site.PostAsync("dataset_version_redact", $$"""{"id": "{{name}}", "resource_id": "{{id}}", "cells": [{"_id": 2, "field": "species"}], "reason": "a person"}""", site.Site.Token);
        var csv = await site.Client.GetByteArrayAsync($"/dataset/{name}/v/3/trees.csv", CatalogSite.Ct);
        foreach (var version in new[] { 1, 2, 4 })
            await site.Client.GetByteArrayAsync($"/dataset/{name}/v/{version}/trees.csv", CatalogSite.Ct);
        var after = (await site.ResultAsync($"dataset_version_list?id={name}")).AsArray();

        Assert.True(status == 200, body.ToJsonString());
        Assert.Equal("[2,3,4]", body["result"]!["versions"]!.ToJsonString());
        Assert.Equal(3, body["result"]!["files_removed"]!.AsArray().Count);
        Assert.Equal("code,species,height,count,planted,ok\r\nA,Pine,,,,\r\nB,,,,,\r\n", Encoding.UTF8.GetString(csv));
        Assert.Equal(0, Traces(canary));
        Assert.False(await IsInDatabaseAsync(canary, id));
        // Versions are listed newest first.
        for (var i = 0; i < 3; i++)
        {
            Assert.NotNull(after[i]!["redacted_at"]);
            Assert.Equal((string)before[i]!["resources"]![0]!["hash"]!, (string)after[i]!["resources"]![0]!["hash_before_redaction"]!);
            Assert.NotEqual((string)before[i]!["resources"]![0]!["hash"]!, (string)after[i]!["resources"]![0]!["hash"]!);
        }

        Assert.Equal($"sha256:{Convert.ToHexStringLower(SHA256.HashData(csv))}", (string)after[1]!["resources"]![0]!["hash"]!);
        Assert.Null(after[3]!["redacted_at"]);
        Assert.Equal(before[3]!["resources"]![0]!.ToJsonString(), after[3]!["resources"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task After_it_the_next_delivery_is_compared_with_what_is_shown()
    {
        var name = $"redacted-{Guid.NewGuid():n}";
        var package = await site.Data.HasPackageAsync(name, CatalogSite.Ct, draft => draft with { Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees(("A", "Oak"), ("B", "Somebody")));
        var (status, _) = await site.PostAsync("dataset_version_redact", $$"""{"id": "{{name}}", "resource_id": "{{package.Resources[0].Id}}", "cells": [{"_id": 2, "field": "species"}], "replacement": "—", "reason": "a person"}""", site.Site.Token);
        await site.Data.PublishAsync(package, CatalogSite.Ct, Trees(("A", "Oak"), ("B", "—"), ("C", null)));

        var part = (await site.ResultAsync($"dataset_version_show?id={name}"))["resources"]![0]!;

        Assert.Equal((200, 1, 0, 0), (status, (int)part["added"]!, (int)part["changed"]!, (int)part["removed"]!));
    }

    [Fact]
    public async Task A_key_and_a_column_that_was_made_again_are_overwritten_in_every_version()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "Somebody Else", "a": 17}, {"k": "y", "a": 1}""");
        await table.UpsertAsync("""{"k": "Somebody Else", "a": 18}""");
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "k", "type": "text"}], "delete_fields": true, "force": true""");
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "k", "type": "text"}, {"id": "a", "type": "text"}], "force": true""");
        await table.UpsertAsync("""{"k": "Somebody Else", "a": "19"}""");

        var (status, body) = await site.PostAsync("dataset_version_redact",
            $$"""{"id": "{{table.Package}}", "resource_id": "{{table.Id}}", "cells": [{"_id": 1, "field": "k"}, {"_id": 1, "field": "a"}], "reason": "a person"}""", site.Site.Token);

        Assert.True(status == 200, body.ToJsonString());
        foreach (var version in new[] { 2, 3 })
            Assert.Equal("""[{"_id":1,"k":null,"a":null},{"_id":2,"k":"y","a":1}]""", await table.RowsAsync(version));
        Assert.Equal("""[{"_id":1,"k":null,"a":null},{"_id":2,"k":"y","a":null}]""", await table.RowsAsync());
        Assert.Empty((await site.ResultAsync($"dataset_version_diff?id={table.Package}&from=2&to=3"))["rows"]!.AsArray());
        Assert.False(await IsInDatabaseAsync("Somebody Else", Guid.Parse(table.Id)));
    }

    [Theory]
    [InlineData(""" "cells": [{"_id": 99, "field": "k"}]""")]
    [InlineData(""" "cells": [{"_id": 1, "field": "none"}]""")]
    [InlineData(""" "cells": []""")]
    [InlineData(""" "cells": [{"field": "k"}]""")]
    [InlineData(""" "cells": [{"_id": 1, "field": "a"}], "replacement": "7" """)]
    [InlineData(""" "cells": [{"_id": 1, "field": "b"}]""")]
    public async Task What_cannot_be_overwritten_is_409_and_changes_nothing(string more)
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int, b text", "k");
        await table.InsertAsync("""{"k": "x", "a": 1, "b": null}""");

        var (status, body) = await site.PostAsync("dataset_version_redact", $$"""{"id": "{{table.Package}}", "resource_id": "{{table.Id}}", "reason": "x", {{more}}}""", site.Site.Token);

        Assert.True(status == 409, body.ToJsonString());
        Assert.Equal("""[{"_id":1,"k":"x","a":1,"b":null}]""", await table.RowsAsync());
    }

    private static Table Trees(params (string Code, string? Species)[] rows) => CatalogSite.TreeTable([.. rows.Select(row => (row.Code, row.Species, (string?)null, (string?)null, (string?)null, (string?)null))]);

    /// <summary>Files of the site that hold the text, packed ones unpacked.</summary>
    private int Traces(string text)
    {
        using var search = Process.Start(new ProcessStartInfo("grep", ["-rlaF", "--exclude-dir=postgres", text, site.Site.Files]) { RedirectStandardOutput = true })!;
        var plain = search.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
        search.WaitForExit();
        return plain;
    }

    /// <summary>Any row of any table of the database, as a dump would write it.</summary>
    private async Task<bool> IsInDatabaseAsync(string text, Guid resource)
    {
        await using var connection = await site.Site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        var tables = await connection.QueryAsync<string>(new CommandDefinition("""
            select distinct 'rows.r_' || table_no from ver.resource_version where resource_id = @resource and table_no is not null
            union all select schemaname || '.' || quote_ident(tablename) from pg_tables where schemaname in ('ver', 'etl')
            """, new { resource }, cancellationToken: CatalogSite.Ct));
        foreach (var table in tables)
        {
            if (await connection.QuerySingleAsync<bool>(new CommandDefinition($"select exists (select 1 from {table} t where t::text like '%' || @text || '%')", new { text }, cancellationToken: CatalogSite.Ct)))
                return true;
        }

        return false;
    }
}
