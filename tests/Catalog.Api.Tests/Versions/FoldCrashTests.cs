using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Uploads;
using Dapper;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;
using OpenData.Core.Jobs;
using OpenData.Core.Versions;
using OpenData.Core.Versions.Editing;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Versions;

/// <summary>The worker dies while it folds a day (decision 0022). On a database of its own: a fold takes all that is due.</summary>
public sealed class FoldCrashTests : IAsyncLifetime
{
    private const int Patience = 1_000;

    private readonly string _gate = Path.Combine(Path.GetTempPath(), $"fold-{Guid.NewGuid():n}");
    private TestSite? _site;

    public async ValueTask InitializeAsync() => _site = await TestSite.StartAsync(new Dictionary<string, string?> { ["Auth__CreateUnownedDataset"] = "true" }, CatalogSite.Ct);

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
        File.Delete(_gate);
        File.Delete(_gate + ".reached");
    }

    [Fact]
    public async Task The_day_is_as_it_was_and_the_next_worker_folds_it()
    {
        Assert.True(FaultPoint.Compiled, "Build the tests with -p:FaultPoints=true, as ./test does.");
        using var admin = _site!.CreateAdminClient();
        await PostAsync(admin, "package_create", """{"name": "crash"}""");
        var made = await PostAsync(admin, "datastore_create", """{"resource": {"package_id": "crash", "name": "rows"}, "fields": [{"id": "k", "type": "text"}, {"id": "a", "type": "int"}], "primary_key": "k"}""");
        var id = (string)made["resource_id"]!;
        await PostAsync(admin, "dataset_version_policy_update", """{"id": "crash", "versioning": "daily", "timezone": "UTC"}""");
        foreach (var a in new[] { 1, 2, 3 })
            await PostAsync(admin, "datastore_upsert", $$"""{"resource_id": "{{id}}", "records": [{"k": "x", "a": {{a}}}]}""");
        await using var connection = await _site.Database.Write.OpenConnectionAsync(CatalogSite.Ct);
        // Whatever midnight came between: gathered three days ago.
        await connection.ExecuteAsync(new CommandDefinition("update ver.dataset_version set state = 'gathered', gathered_at = now() - interval '3 days' where v in (2, 3)", cancellationToken: CatalogSite.Ct));

        Environment.SetEnvironmentVariable("OPENDATA_FAULT", $"fold.rows-deleted:wait:{_gate}");
        int killed;
        Exception? error;
        try
        {
            var fold = Task.Run(FoldAsync, CatalogSite.Ct);
            killed = await KillAsync(connection);
            await File.WriteAllTextAsync(_gate, "", CatalogSite.Ct);
            error = await Record.ExceptionAsync(() => fold);
        }
        finally
        {
            Environment.SetEnvironmentVariable("OPENDATA_FAULT", null);
            await File.WriteAllTextAsync(_gate, "", CatalogSite.Ct);
        }

        var between = await RowsAsync(id, 3);
        var folded = await FoldAsync();

        Assert.Equal((1, true, 2), (killed, error is not null, folded));
        Assert.Equal((200, """[{"_id":1,"k":"x","a":2}]"""), between);
        Assert.Equal(410, (await RowsAsync(id, 3)).Status);
        Assert.Equal((200, """[{"_id":1,"k":"x","a":3}]"""), await RowsAsync(id, 4));
    }

    /// <summary>Ends the connection of the fold, as the server does when its process is gone.</summary>
    private static async Task<int> KillAsync(Npgsql.NpgsqlConnection connection)
    {
        for (var attempt = 0; attempt < Patience; attempt++)
        {
            var killed = await connection.ExecuteScalarAsync<int>(new CommandDefinition("""
                select count(*)::int from (select pg_terminate_backend(pid) from pg_stat_activity
                 where datname = current_database() and pid <> pg_backend_pid() and state = 'idle in transaction' and query like 'delete from rows.r\_%') x
                """, cancellationToken: CatalogSite.Ct));
            if (killed > 0)
                return killed;
            await Task.Delay(20, CatalogSite.Ct);
        }

        return 0;
    }

    private Task<int> FoldAsync()
    {
        var blobs = new BlobStore(Options.Create(new FileStoreOptions { Root = _site!.Files }));
        return new GatheredVersions(_site.Database, new ExportCache(_site.Database, blobs), Options.Create(new VersionOptions()), TimeProvider.System).FoldAsync(CatalogSite.Ct);
    }

    private async Task<(int Status, string Rows)> RowsAsync(string id, int version)
    {
        using var answer = await _site!.Client.GetAsync($"/api/3/action/datastore_search?resource_id={id}&version={version}", CatalogSite.Ct);
        var body = JsonNode.Parse(await answer.Content.ReadAsStringAsync(CatalogSite.Ct))!;
        return ((int)answer.StatusCode, body["result"]?["records"]!.ToJsonString() ?? "");
    }

    private static async Task<JsonNode> PostAsync(HttpClient client, string action, string body)
    {
        using var content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        var (status, answer) = await client.SendAsync(action, content, null);
        Assert.True(status == 200, answer.ToJsonString());
        return answer["result"]!;
    }
}
