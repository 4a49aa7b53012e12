using System.Globalization;
using System.Net;
using Catalog.Api.Tests.Datastore;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>People and the worker change what versions are while others read them (design A.4): an answer is whole and of one version, or says that it cannot be; never a 5xx.</summary>
public sealed class VersionRaceTests(CatalogSite site)
{
    private const int Rows = 3_000;

    [Fact]
    public async Task Two_reverts_at_once_make_two_versions_one_after_the_other()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, a int", "k");
        await table.InsertAsync("""{"k": "x", "a": 2}""");
        await table.UpsertAsync("""{"k": "x", "a": 3}, {"k": "y", "a": 3}""");
        await table.UpsertAsync("""{"k": "y", "a": 4}""");
        var contents = new Dictionary<int, string> { [2] = await table.RowsAsync(2), [3] = await table.RowsAsync(3) };

        var answers = await Task.WhenAll(new[] { 2, 3, 2, 3 }.Select(version => site.PostAsync("dataset_version_revert", $$"""{"id": "{{table.Package}}", "version": {{version}}}""", site.Site.Token)));
        var list = (await site.ResultAsync($"dataset_version_list?id={table.Package}")).AsArray();

        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal([8, 7, 6, 5, 4, 3, 2, 1], list.Select(version => (int)version!["version"]!));
        var shown = new List<string>();
        for (var version = 5; version <= 8; version++)
            shown.Add(await table.RowsAsync(version));
        Assert.Equal([contents[2], contents[2], contents[3], contents[3]], shown.Order(StringComparer.Ordinal).OrderBy(rows => rows == contents[3]));
        Assert.Equal(shown[^1], await table.RowsAsync());
        Assert.Equal(contents[2], await table.RowsAsync(2));
    }

    [Fact]
    public async Task Pages_of_a_version_that_is_withdrawn_meanwhile_are_all_there_or_end_with_410()
    {
        var table = await FilledAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(CatalogSite.Ct);
        var readers = new[] { "&cursor=", "&version=3", "&version=3&cursor=" }.Select(way => ReadAsync(() => PagesAsync(table, way), done.Token)).ToList();

        await Task.Delay(100, CatalogSite.Ct);
        await PostAsync(table, "dataset_version_withdraw", """ "version": 3, "reason": "wrong" """);
        await done.CancelAsync();

        await Task.WhenAll(readers);
        Assert.Equal(410, (await site.GetAsync($"datastore_search?resource_id={table.Id}&version=3")).Status);
    }

    [Fact]
    public async Task Differences_of_versions_that_expire_meanwhile_are_whole_or_410()
    {
        var table = await FilledAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(CatalogSite.Ct);
        var readers = new[] { $"dataset_version_diff?id={table.Package}&from=2&to=3&limit=32000", $"datastore_changes?resource_id={table.Id}&since_version=2&version=3&limit=32000" }
            .Select(call => ReadAsync(() => CountAsync(call), done.Token)).ToList();

        await Task.Delay(100, CatalogSite.Ct);
        await PostAsync(table, "dataset_version_expire", """ "keep_last": 1""");
        await done.CancelAsync();

        await Task.WhenAll(readers);
        Assert.Equal(410, (await site.GetAsync($"dataset_version_diff?id={table.Package}&from=2&to=3")).Status);
    }

    [Fact]
    public async Task Files_of_a_version_of_which_a_cell_is_overwritten_meanwhile_are_whole_and_of_before_or_after()
    {
        var table = await FilledAsync();
        using var done = CancellationTokenSource.CreateLinkedTokenSource(CatalogSite.Ct);
        var readers = new[] { $"/datastore/dump/{table.Id}", $"/datastore/dump/{table.Id}?format=json", $"/dataset/{table.Package}/v/3/rows.csv", $"/dataset/{table.Package}/v/3/rows.jsonl" }
            .Select(path => ReadAsync(() => LinesAsync(path), done.Token)).ToList();

        await Task.Delay(100, CatalogSite.Ct);
        await PostAsync(table, "dataset_version_redact", $$""" "resource_id": "{{table.Id}}", "cells": [{"_id": 7, "field": "t"}], "replacement": "gone", "reason": "a person" """);
        var after = await ReadAllAsync($"/datastore/dump/{table.Id}", $"/dataset/{table.Package}/v/3/rows.csv", $"/dataset/{table.Package}/v/2/rows.jsonl");
        await done.CancelAsync();

        await Task.WhenAll(readers);
        Assert.All(after, text => Assert.DoesNotContain("text 7 ", text, StringComparison.Ordinal));

        async Task<IReadOnlyList<string>> ReadAllAsync(params string[] paths)
        {
            var texts = new List<string>();
            foreach (var path in paths)
                texts.Add(await site.Client.GetStringAsync(path, CatalogSite.Ct));
            return texts;
        }
    }

    /// <summary>Three versions of a few thousand rows; the last changed each of them.</summary>
    private async Task<WrittenTable> FilledAsync()
    {
        var table = await WrittenTable.MakeAsync(site, "n int, t text", "n");
        foreach (var version in new[] { 2, 3 })
            await table.UpsertAsync(string.Join(',', Enumerable.Range(1, Rows).Select(n => $$"""{"n": {{n}}, "t": "text {{n}} of {{version}}"}""")));
        return table;
    }

    /// <summary>Until it is told to stop, or what it reads is gone. Nothing is worse than a 4xx.</summary>
    private static async Task ReadAsync(Func<Task<bool>> read, CancellationToken done)
    {
        while (!done.IsCancellationRequested)
        {
            if (!await read())
                return;
        }
    }

    private async Task<bool> PagesAsync(WrittenTable table, string way)
    {
        var seen = new List<int>();
        var next = $"datastore_search?resource_id={table.Id}&limit=500{way}";
        while (next is not null)
        {
            var (status, body) = await site.GetAsync(next);
            if (status == (int)HttpStatusCode.Gone)
                return false;
            Assert.True(status == 200, $"{next}: {status} {body.ToJsonString()}");
            var records = body["result"]!["records"]!.AsArray();
            seen.AddRange(records.Select(record => (int)record!["n"]!));
            Assert.Single(records.Select(record => ((string)record!["t"]!).Split(' ')[^1]).Append(records.Count == 0 ? "" : ((string)records[0]!["t"]!).Split(' ')[^1]).Distinct());
            var link = (string?)body["result"]!["_links"]!["next"];
            next = records.Count == 0 || link is null ? null : link[(link.LastIndexOf('/') + 1)..];
        }

        Assert.Equal(Enumerable.Range(1, Rows), seen.Order());
        return true;
    }

    private async Task<bool> CountAsync(string call)
    {
        var (status, body) = await site.GetAsync(call);
        if (status == (int)HttpStatusCode.Gone)
            return false;
        Assert.True(status == 200, $"{call}: {status}");
        var result = body["result"]!;
        Assert.Equal(Rows, (result["rows"] ?? result["changes"])!.AsArray().Count);
        if (result["total"] is { } total)
            Assert.Equal(Rows, (int)total);
        return true;
    }

    private async Task<bool> LinesAsync(string path)
    {
        using var answer = await site.Client.GetAsync(path, CatalogSite.Ct);
        var text = await answer.Content.ReadAsStringAsync(CatalogSite.Ct);
        if (answer.StatusCode == HttpStatusCode.Conflict)
            return true;   // overwritten at this moment: ask again
        Assert.True(answer.StatusCode == HttpStatusCode.OK, $"{path}: {answer.StatusCode}");
        Assert.Equal(Rows, Enumerable.Range(1, Rows).Count(n => text.Contains($"text {n.ToString(CultureInfo.InvariantCulture)} of ", StringComparison.Ordinal)) + (text.Contains("gone", StringComparison.Ordinal) ? 1 : 0));
        return true;
    }

    private async Task PostAsync(WrittenTable table, string action, string more)
    {
        var (status, body) = await site.PostAsync(action, $$"""{"id": "{{table.Package}}", {{more}}}""", site.Site.Token);
        Assert.True(status == 200, body.ToJsonString());
    }
}
