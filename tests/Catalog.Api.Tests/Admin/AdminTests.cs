using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Dapper;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Admin;

/// <summary>Tasks, translations, options and jobs (contract 2.8, 3.3, 3.6, 3.7).</summary>
public sealed class AdminTests(CatalogSite site)
{
    [Fact]
    public async Task A_task_keeps_its_id_when_it_is_written_again()
    {
        var task = new JsonObject { ["entity_id"] = site.TreesId, ["entity_type"] = "resource", ["task_type"] = "loader", ["key"] = People.NewName("key"), ["value"] = new JsonObject { ["a"] = 1 }, ["state"] = "s" };
        var first = await site.MakeAsync("task_status_update", task);
        task["state"] = "t";
        task["last_updated"] = "2024-05-31T09:12:33";
        var second = await site.MakeAsync("task_status_update", task);

        Assert.Equal(["entity_id", "entity_type", "error", "id", "key", "last_updated", "state", "task_type", "value"], first.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(((string)first["id"]!, "t", "2024-05-31T09:12:33.000000", "{\"a\": 1}"), ((string)second["id"]!, (string)second["state"]!, (string)second["last_updated"]!, (string)second["value"]!));
        Assert.True(JsonNode.DeepEquals(second, await site.ResultAsync($"task_status_show?entity_id={site.TreesId}&task_type=loader&key={task["key"]}")));
        Assert.True(JsonNode.DeepEquals(second, await site.ResultAsync($"task_status_show?id={second["id"]}")));
        await site.MakeAsync("task_status_delete", new JsonObject { ["id"] = (string)second["id"]! });
        Assert.Equal(404, (await site.GetAsync($"task_status_show?id={second["id"]}")).Status);
    }

    [Fact]
    public async Task Several_tasks_are_written_all_or_none()
    {
        var key = People.NewName("key");
        var good = new JsonObject { ["entity_id"] = site.TreesId, ["entity_type"] = "resource", ["task_type"] = "loader", ["key"] = key };

        Assert.Equal((409, """{"data":[{},{"entity_id":["Missing value"],"entity_type":["Missing value"],"task_type":["Missing value"],"key":["Missing value"]}]}"""),
            await site.TryAsync("task_status_update_many", new JsonObject { ["data"] = new JsonArray(good.DeepClone(), new JsonObject()) }, site.Site.Token));
        Assert.Equal(404, (await site.GetAsync($"task_status_show?entity_id={site.TreesId}&task_type=loader&key={key}")).Status);
        Assert.Single((await site.MakeAsync("task_status_update_many", new JsonObject { ["data"] = new JsonArray(good) }))["results"]!.AsArray());
    }

    [Fact]
    public async Task The_task_of_a_hidden_resource_is_not_shown()
    {
        var key = People.NewName("key");
        await site.MakeAsync("task_status_update", new JsonObject { ["entity_id"] = site.SecretId, ["entity_type"] = "resource", ["task_type"] = "loader", ["key"] = key, ["error"] = "row 7: canary" });

        Assert.Equal(403, (await site.GetAsync($"task_status_show?entity_id={site.SecretId}&task_type=loader&key={key}")).Status);
        Assert.Equal(200, (await site.GetAsync($"task_status_show?entity_id={site.SecretId}&task_type=loader&key={key}", site.Site.Token)).Status);
    }

    [Fact]
    public async Task Translations_are_kept_by_term_and_language()
    {
        var term = People.NewName("νερό");
        await site.MakeAsync("term_translation_update", new JsonObject { ["term"] = term, ["term_translation"] = "Wasser", ["lang_code"] = "de" });
        var many = await site.MakeAsync("term_translation_update_many", new JsonObject
        {
            ["data"] = new JsonArray(
                new JsonObject { ["term"] = term, ["term_translation"] = "Wasser!", ["lang_code"] = "de" }, new JsonObject { ["term"] = term, ["term_translation"] = "eau", ["lang_code"] = "fr" }),
        });

        Assert.Equal("2 rows updated", (string)many["success"]!);
        var shown = await site.MakeAsync("term_translation_show", new JsonObject { ["terms"] = new JsonArray(term, "none") });
        Assert.Equal(["Wasser!", "eau"], shown.AsArray().Select(translation => (string)translation!["term_translation"]!));
        Assert.Single((await site.ResultAsync($"term_translation_show?terms={Uri.EscapeDataString(term)}&lang_codes=fr")).AsArray());
    }

    [Theory]
    [InlineData("config_option_show", """{"key": "sqlalchemy.url"}""", "Configuration option 'sqlalchemy.url' can not be shown")]
    [InlineData("config_option_update", """{"bogus": 1}""", "Configuration option(s) 'bogus' can not be updated")]
    [InlineData("config_option_update", """{"ckan.site_title": ""}""", """{"ckan.site_title":["Missing value"]}""")]
    [InlineData("task_status_update_many", """{"data": [1]}""", """{"data":["Not a list of objects"]}""")]
    [InlineData("term_translation_update", """{}""", """{"term":["Missing value"],"term_translation":["Missing value"],"lang_code":["Missing value"]}""")]
    [InlineData("activity_delete", """{"offset_days": 1}""", "Activities are kept on this site: old states of datasets are shown from them")]
    [InlineData("activity_delete_all", """{}""", "Activities are kept on this site: old states of datasets are shown from them")]
    [InlineData("activity_delete_counts", """{"offset_days": 1}""", "Activities are kept on this site: old states of datasets are shown from them")]
    [InlineData("task_status_show", """{"entity_id": "x"}""", """{"task_type":["Missing value"],"key":["Missing value"]}""")]
    public async Task Wrong_input_is_a_validation_error(string action, string body, string words) =>
        Assert.Equal((409, words), await site.TryAsync(action, JsonNode.Parse(body)!.AsObject(), site.Site.Token));

    [Fact]
    public async Task Keys_that_would_not_fit_an_index_are_refused()
    {
        var huge = new string('x', 5000);
        Assert.Equal(409, (await site.TryAsync("task_status_update", new JsonObject { ["entity_id"] = huge, ["entity_type"] = "x", ["task_type"] = "x", ["key"] = "x" }, site.Site.Token)).Status);
        Assert.Equal(409, (await site.TryAsync("term_translation_update", new JsonObject { ["term"] = huge, ["term_translation"] = "x", ["lang_code"] = "x" }, site.Site.Token)).Status);
        Assert.Equal(409, (await site.TryAsync("vocabulary_create", new JsonObject { ["name"] = huge }, site.Site.Token)).Status);
    }

    [Theory]
    [InlineData("config_option_list")]
    [InlineData("config_option_show")]
    [InlineData("config_option_update")]
    [InlineData("job_list")]
    [InlineData("job_show")]
    [InlineData("job_clear")]
    [InlineData("task_status_update")]
    [InlineData("task_status_update_many")]
    [InlineData("term_translation_update")]
    [InlineData("term_translation_update_many")]
    [InlineData("resource_view_clear")]
    [InlineData("vocabulary_create")]
    [InlineData("tag_create")]
    [InlineData("activity_create")]
    [InlineData("activity_delete")]
    [InlineData("activity_delete_all")]
    [InlineData("activity_delete_counts")]
    [InlineData("send_email_notifications")]
    public async Task What_is_for_sysadmins_is_denied_to_all_others_before_anything_is_read(string action)
    {
        var user = await site.HasUserAsync();

        Assert.Equal((403, "Access denied"), await site.TryAsync(action, [], null));
        Assert.Equal((403, "Access denied"), await site.TryAsync(action, [], user.Token));
        if (action is not ("resource_view_clear" or "job_clear"))   // without parameters these would take away what other tests made
            Assert.NotEqual(403, (await site.TryAsync(action, [], site.Site.Token)).Status);
    }

    [Theory]
    [InlineData("job_cancel")]
    [InlineData("task_status_delete")]
    [InlineData("vocabulary_update")]
    [InlineData("vocabulary_delete")]
    [InlineData("tag_delete")]
    public async Task What_names_its_object_is_refused_for_the_missing_name_before_anything_else(string action)
    {
        var user = await site.HasUserAsync();

        Assert.Equal(409, (await site.TryAsync(action, [], null)).Status);
        Assert.Equal(409, (await site.TryAsync(action, [], user.Token)).Status);
    }

    [Fact]
    public async Task The_site_user_is_nobodys() =>
        Assert.Equal((403, "Access denied: Only internal services allowed to use this action"), await site.TryAsync("get_site_user", [], site.Site.Token));

    [Fact]
    public async Task An_option_that_is_set_is_read_back_and_seen_in_status_and_pages()
    {
        await using var own = await TestSite.StartAsync(null, CatalogSite.Ct);
        using var admin = own.CreateAdminClient();
        Assert.Equal("Open Data", (string)(await CallAsync(admin, "config_option_show", new JsonObject { ["key"] = "ckan.site_title" }))!);

        var options = new JsonObject { ["ckan.site_title"] = "Δήμος & <b>", ["ckan.site_description"] = "All the figures", ["ckan.site_intro_text"] = "**Hello** <script>", ["ckan.site_logo"] = "//evil.example/x.png" };
        Assert.True(JsonNode.DeepEquals(options, await CallAsync(admin, "config_option_update", options)));

        Assert.Equal("Δήμος & <b>", (string)(await CallAsync(admin, "config_option_show", new JsonObject { ["key"] = "ckan.site_title" }))!);
        var status = await CallAsync(own.Client, "status_show", []);
        Assert.Equal(("Δήμος & <b>", "All the figures"), ((string)status!["site_title"]!, (string)status["site_description"]!));
        var page = await own.Client.GetStringAsync(new Uri("/en", UriKind.Relative), CatalogSite.Ct);
        Assert.Contains("<title>Δήμος &amp; &lt;b&gt;</title>", page, StringComparison.Ordinal);
        Assert.Contains("All the figures", page, StringComparison.Ordinal);
        Assert.Contains("<strong>Hello</strong> &lt;script&gt;", page, StringComparison.Ordinal);
        Assert.DoesNotContain("evil.example", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Jobs_are_the_runs_that_wait()
    {
        await using var own = await TestSite.StartAsync(null, CatalogSite.Ct);
        using var admin = own.CreateAdminClient();
        await using (var connection = await own.Database.Write.OpenConnectionAsync(CatalogSite.Ct))
        {
            await connection.ExecuteAsync("""
                insert into catalog.package (id, name, title, metadata_created, metadata_modified) values ('00000000-0000-0000-0000-000000000001', 'amounts', 'A', now(), now());
                insert into etl.source (package_id, name, kind, config, mapping, mapping_hash, cron) values ('00000000-0000-0000-0000-000000000001', 'inbox', 'folder', '{}', '{}', '', '0 0 * * *');
                insert into etl.run (source_id, package_id, trigger, status, created_at)
                select id, package_id, trigger, status, '2024-05-31 09:12:33.5Z' from etl.source, (values ('manual', 'queued'), ('schedule', 'queued'), ('manual', 'running'), ('schedule', 'queued')) r (trigger, status);
                """);
        }

        var jobs = (await CallAsync(admin, "job_list", []))!.AsArray();
        Assert.Equal(["b-interactive", "c-scheduled", "c-scheduled"], jobs.Select(job => (string)job!["queue"]!));
        Assert.Equal(("amounts: inbox", "2024-05-31T09:12:33"), ((string)jobs[0]!["title"]!, (string)jobs[0]!["created"]!));
        Assert.True(JsonNode.DeepEquals(jobs[0], await CallAsync(admin, "job_show", new JsonObject { ["id"] = (string)jobs[0]!["id"]! })));
        Assert.Equal("[]", (await CallAsync(admin, "job_list", new JsonObject { ["queues"] = new JsonArray("none") }))!.ToJsonString());
        await CallAsync(admin, "job_cancel", new JsonObject { ["id"] = (string)jobs[1]!["id"]! });
        Assert.Equal($"[\"{jobs[0]!["id"]}\",\"{jobs[2]!["id"]}\"]", (await CallAsync(admin, "job_list", new JsonObject { ["ids_only"] = true }))!.ToJsonString());
        Assert.Equal("""["b-interactive"]""", (await CallAsync(admin, "job_clear", new JsonObject { ["queues"] = new JsonArray("b-interactive") }))!.ToJsonString());
        Assert.Equal($"[\"{jobs[2]!["id"]}\"]", (await CallAsync(admin, "job_list", new JsonObject { ["ids_only"] = true }))!.ToJsonString());
    }

    private static async Task<JsonNode?> CallAsync(HttpClient client, string action, JsonObject body)
    {
        using var response = await client.PostAsync(new Uri($"/api/3/action/{action}", UriKind.Relative), new StringContent(body.ToJsonString(), System.Text.Encoding.UTF8, "application/json"), CatalogSite.Ct);
        var text = await response.Content.ReadAsStringAsync(CatalogSite.Ct);
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonNode.Parse(text)!["result"];
    }
}
