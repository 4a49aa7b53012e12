using System.Text.Json.Nodes;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>
/// Rows as CKAN gives them (contract 5.6, 5.7):
/// <c>{"resource_id", "include_total", "limit", "records_format", "total_estimation_threshold", "fields": [{"id", "type", "info"?}], "records": [{"_id": 1, …}],
/// "_links": {"start", "next", "prev"?}, "total", "total_was_estimated"}</c>.
/// </summary>
public sealed class DatastoreSearchTests(CatalogSite site)
{
    private Task<JsonNode> SearchAsync(string query) => site.ResultAsync($"datastore_search?resource_id={site.TreesId}{query}");

    private async Task<JsonObject> ErrorAsync(string json, int status = 409)
    {
        var (actual, body) = await site.PostAsync("datastore_search", json.Replace("R", $"\"{site.TreesId}\"", StringComparison.Ordinal));
        Assert.Equal(status, actual);
        return body["error"]!.AsObject();
    }

    private static IEnumerable<string> Codes(JsonNode result) => result["records"]!.AsArray().Select(record => (string)record!["code"]!);

    [Fact]
    public async Task The_answer_has_the_keys_of_CKAN_and_no_others()
    {
        var result = (await SearchAsync("")).AsObject();

        Assert.Equal(["_links", "fields", "include_total", "limit", "records", "records_format", "resource_id", "total", "total_estimation_threshold", "total_was_estimated"],
            result.Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal("""[{"id":"_id","type":"int"},{"id":"code","type":"text","info":{"label":"Κωδικός","label_translated":{"el":"Κωδικός","en":"Code"}}},{"id":"species","type":"text"},{"id":"height","type":"numeric"},{"id":"count","type":"int4"},{"id":"planted","type":"date"},{"id":"ok","type":"bool"}]""",
            result["fields"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal((100, "objects", site.TreesId, 4, false), ((int)result["limit"]!, (string)result["records_format"]!, (string)result["resource_id"]!, (int)result["total"]!, (bool)result["total_was_estimated"]!));
    }

    [Fact]
    public async Task Numbers_keep_all_digits_that_are_stored()
    {
        var text = await site.Client.GetStringAsync($"/api/3/action/datastore_search?resource_id={site.TreesId}&limit=2", CatalogSite.Ct);

        Assert.Contains("""{"_id":1,"code":"A1","species":"Oak","height":13.25,"count":4,"planted":"2010-03-01","ok":true},{"_id":2,"code":"A2","species":"Ελιά","height":4.10,"count":1,"planted":null,"ok":false}""", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_keep_their_number_through_the_versions()
    {
        Assert.Equal([1, 2, 4, 5], (await SearchAsync(""))["records"]!.AsArray().Select(record => (int)record!["_id"]!));
        Assert.Equal([1, 2, 3], (await SearchAsync("&version=1"))["records"]!.AsArray().Select(record => (int)record!["_id"]!));
    }

    [Fact]
    public async Task Words_are_found_in_a_table_of_any_width()
    {
        var fields = Enumerable.Range(0, 150).Select(i => new Field { Id = $"column {i}", Type = i % 10 == 0 ? "int4" : "text" }).ToList();
        var rows = Enumerable.Range(1, 3).Select(row => fields.Select((field, i) => field.Type == "int4" ? $"{i}" : i == row * 49 ? $"needle{row}" : i % 7 == 0 ? null : "hay").ToArray()).ToList();
        var wide = await site.Data.HasPackageAsync("wide-table", CatalogSite.Ct, draft => draft with { OwnerOrg = "workshop", Resources = [new ResourceDraft { Name = "wide", HasTable = true }] });
        await site.Data.PublishAsync(wide, CatalogSite.Ct, new Table("wide", fields, ["column 0"], [.. rows.Select((row, i) => row.Select((cell, j) => j == 0 ? $"{i}" : cell).ToArray())]));

        var found = await site.ResultAsync($"datastore_search?resource_id={wide.Resources[0].Id}&q=needle3+hay");

        Assert.Equal((1, "needle3", 152), ((int)found["total"]!, (string)found["records"]![0]!["column 147"]!, found["records"]![0]!.AsObject().Count));   // with _id and rank
        Assert.Equal(3, (int)(await site.ResultAsync($"datastore_search?resource_id={wide.Resources[0].Id}&q=140&limit=0"))["total"]!);
    }

    [Theory]
    [InlineData("""{"code":"A2"}""", "A2")]
    [InlineData("""{"code":["A1","A5"]}""", "A1,A5")]
    [InlineData("""{"height":4.1}""", "A2")]
    [InlineData("""{"count":"4"}""", "A1")]
    [InlineData("""{"ok":true}""", "A1,A4")]
    [InlineData("""{"planted":"2010-03-01"}""", "A1")]
    [InlineData("""{"planted":null}""", "")]
    [InlineData("""{"_id":[1,2],"species":"Oak"}""", "A1")]
    [InlineData("""{"height":{"gte":4.10,"lt":20}}""", "A1,A2")]
    [InlineData("""{"code":[{"gt":"A4"},"A1"]}""", "A1,A5")]
    [InlineData("""{"$or":[{"code":"A1"},{"count":0}]}""", "A1,A5")]
    [InlineData("""[{"code":"A1"},{"code":"A2","ok":true}]""", "A1")]
    public async Task Filters_select_rows(string filters, string codes)
    {
        var result = await SearchAsync($"&filters={Uri.EscapeDataString(filters)}");

        Assert.Equal(codes, string.Join(',', Codes(result)));
        Assert.Equal(Codes(result).Count(), (int)result["total"]!);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(filters), result["filters"]));
    }

    [Theory]
    [InlineData("species=nope", """{"__extras":["invalid value \u0022species\u0022"],"__type":"Validation Error"}""")]
    [InlineData("filters=abc", """{"filters":["Cannot parse JSON"],"__type":"Validation Error"}""")]
    [InlineData("filters=", """{"filters":["Cannot parse JSON"],"__type":"Validation Error"}""")]
    [InlineData("filters={\"nope\":1}", """{"filters":["invalid value \u0022nope\u0022"],"__type":"Validation Error"}""")]
    [InlineData("fields=nope", """{"fields":["invalid value \u0022nope\u0022"],"__type":"Validation Error"}""")]
    [InlineData("fields=_vf", """{"fields":["invalid value \u0022_vf\u0022"],"__type":"Validation Error"}""")]
    [InlineData("sort=nope", """{"sort":["invalid value \u0022nope\u0022"],"__type":"Validation Error"}""")]
    [InlineData("sort=code; drop table x", """{"sort":["invalid value \u0022code; drop table x\u0022"],"__type":"Validation Error"}""")]
    [InlineData("sort=code descending", """{"sort":["invalid value \u0022code descending\u0022"],"__type":"Validation Error"}""")]
    [InlineData("limit=-1", """{"limit":["Must be a natural number"],"__type":"Validation Error"}""")]
    [InlineData("limit=abc", """{"limit":["Invalid integer","Please enter an integer value"],"__type":"Validation Error"}""")]
    [InlineData("offset=-1", """{"offset":["invalid value \u0022-1\u0022"],"__type":"Validation Error"}""")]
    [InlineData("offset=x", """{"offset":["Invalid integer"],"__type":"Validation Error"}""")]
    [InlineData("records_format=xml", """{"records_format":["Value must be one of ['objects', 'lists', 'csv', 'tsv']"],"__type":"Validation Error"}""")]
    [InlineData("version=0", """{"version":["Must be a positive integer"],"__type":"Validation Error"}""")]
    [InlineData("as_of=yesterday", """{"as_of":["Date format incorrect"],"__type":"Validation Error"}""")]
    [InlineData("q={\"nope\":\"x\"}", """{"q":["invalid value \u0022nope\u0022"],"__type":"Validation Error"}""")]
    public async Task A_wrong_parameter_is_a_409_that_names_it(string query, string error)
    {
        var (status, body) = await site.GetAsync($"datastore_search?resource_id={site.TreesId}&{query}");

        Assert.Equal(409, status);
        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(error), body["error"]), body["error"]!.ToJsonString());
    }

    [Theory]
    [InlineData("""{"resource_id":R,"filters":{"count":"abc"}}""")]
    [InlineData("""{"resource_id":R,"filters":{"count":99999999999999999999}}""")]
    [InlineData("""{"resource_id":R,"filters":{"planted":"2010-13-45"}}""")]
    [InlineData("""{"resource_id":R,"filters":{"count":[]}}""")]
    [InlineData("""{"resource_id":R,"q":"a b","plain":false}""")]
    [InlineData("""{"resource_id":R,"q":"a","language":"klingon"}""")]
    [InlineData("""{"resource_id":R,"q":"a","language":"1"}""")]
    [InlineData("""{"resource_id":R,"q":"a","language":"-"}""")]
    [InlineData("""{"resource_id":R,"q":"a","language":""}""")]
    [InlineData("""{"resource_id":R,"q":"a","language":"a.b.c"}""")]
    [InlineData("""{"resource_id":R,"distinct":true,"fields":["ok"],"sort":"code"}""")]
    public async Task What_the_database_cannot_read_is_an_invalid_query_with_its_reason(string json)
    {
        var error = await ErrorAsync(json);

        Assert.Equal("Invalid query", (string)error["query"]![0]!);
        Assert.NotNull(error["info"]);
    }

    [Theory]
    [InlineData("q=oak", "A5,A1")]
    [InlineData("q=OAKS", "A5,A1")]
    [InlineData("q=ελια", "A2")]
    [InlineData("q=ΕΛΙΆ", "A2")]
    [InlineData("q=oak 2010", "A1")]
    [InlineData("q=pla:*%26plain=false", "")]
    [InlineData("q=pla:*&plain=false", "A4")]
    [InlineData("q={\"species\":\"plane\"}", "A4")]
    [InlineData("q={\"code\":\"plane\"}", "")]
    [InlineData("full_text=oak&q={\"code\":\"A5\"}", "A5")]
    public async Task Words_find_rows_in_both_languages(string query, string codes)
    {
        var result = await SearchAsync($"&{query.Replace(" ", "+", StringComparison.Ordinal)}");

        Assert.Equal(codes.Split(',', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Codes(result).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_text_query_adds_a_rank_and_sorts_by_it()
    {
        var result = await SearchAsync("&q=oak");

        Assert.Equal("""{"id":"rank","type":"float"}""", result["fields"]!.AsArray()[^1]!.ToJsonString());
        Assert.All(result["records"]!.AsArray(), record => Assert.True((double)record!["rank"]! > 0));
        Assert.Equal("""{"id":"rank species","type":"float"}""", (await SearchAsync("&q={\"species\":\"oak\"}"))["fields"]!.AsArray()[^1]!.ToJsonString());
        Assert.Equal(["code", "rank"], (await SearchAsync("&q=oak&fields=code,rank"))["fields"]!.AsArray().Select(field => (string)field!["id"]!));
    }

    [Theory]
    [InlineData("sort=height desc", "A4,A1,A2,A5")]
    [InlineData("sort=species, height desc", "A1,A5,A4,A2")]
    [InlineData("sort=planted", "A4,A1,A5,A2")]
    [InlineData("sort=planted desc", "A2,A5,A1,A4")]
    [InlineData("sort=planted DESC NULLS LAST", "A5,A1,A4,A2")]
    [InlineData("sort=\"species\" asc", "A1,A5,A4,A2")]
    [InlineData("sort=", "A1,A2,A4,A5")]
    public async Task Sort_takes_several_columns_and_says_where_nulls_go(string query, string codes) =>
        Assert.Equal(codes, string.Join(',', Codes(await SearchAsync($"&{query}"))));

    [Fact]
    public async Task Fields_choose_columns_in_the_order_asked_for()
    {
        var result = await SearchAsync("&fields=height,_id&limit=1");
        var twice = await SearchAsync("&fields=code,code&limit=1");

        Assert.Equal("""[{"height":13.25,"_id":1}]""", result["records"]!.ToJsonString());
        Assert.Equal(("""[{"code":"A1"}]""", 2), (twice["records"]!.ToJsonString(), twice["fields"]!.AsArray().Count));
    }

    [Fact]
    public async Task Distinct_gives_each_different_row_once()
    {
        var result = await SearchAsync("&distinct=true&fields=species&sort=species desc");

        Assert.Equal("""[{"species":"Ελιά"},{"species":"Plane"},{"species":"Oak"}]""", result["records"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        Assert.Equal(3, (int)result["total"]!);
    }

    [Fact]
    public async Task Lists_csv_and_tsv_are_other_forms_of_the_same_rows()
    {
        var lists = await SearchAsync("&records_format=lists&limit=1&version=1&offset=2");
        var csv = await SearchAsync("&records_format=csv&version=1");
        var tsv = await SearchAsync("&records_format=tsv&version=1&fields=code,species");

        Assert.Equal("""[[3,"A3","Pine, \u0022black\u0022",null,null,"1999-12-31",null]]""", lists["records"]!.ToJsonString());
        Assert.Equal("1,A1,Oak,12.50,3,2010-03-01,t\n2,A2,Ελιά,4.00,1,,f\n3,A3,\"Pine, \"\"black\"\"\",,,1999-12-31,\n", (string)csv["records"]!);
        Assert.Equal("A1\tOak\nA2\tΕλιά\nA3\t\"Pine, \"\"black\"\"\"\n", (string)tsv["records"]!);
    }

    [Fact]
    public async Task Limit_zero_tells_that_the_table_exists()
    {
        var (status, body) = await site.PostAsync("datastore_search", $$"""{"id":"{{site.TreesId}}","limit":0}""");
        var csv = await SearchAsync("&limit=0&records_format=csv");

        Assert.Equal((200, 0, 7), (status, body["result"]!["records"]!.AsArray().Count, body["result"]!["fields"]!.AsArray().Count));
        Assert.Equal("", (string)csv["records"]!);
    }

    [Fact]
    public async Task A_limit_above_the_most_is_cut_and_shown_so()
    {
        Assert.Equal(32000, (int)(await SearchAsync("&limit=40000"))["limit"]!);
        Assert.Equal(32000, (int)(await SearchAsync("&limit=99999999999999999999"))["limit"]!);
    }

    [Fact]
    public async Task The_total_can_be_left_out()
    {
        var result = (await SearchAsync("&include_total=false")).AsObject();

        Assert.False(result.ContainsKey("total") || result.ContainsKey("total_was_estimated"));
    }

    [Fact]
    public async Task Links_keep_the_query_and_the_following_pages_name_the_version()
    {
        var first = (await SearchAsync("&limit=1&fields=code&q=oak"))["_links"]!;
        var third = (await SearchAsync("&offset=2&limit=1"))["_links"]!;
        var (_, posted) = await site.PostAsync("datastore_search", $$"""{"resource_id":"{{site.TreesId}}","limit":2}""");

        Assert.Equal($"/api/3/action/datastore_search?resource_id={site.TreesId}&limit=1&fields=code&q=oak", (string)first["start"]!);
        Assert.Equal($"/api/3/action/datastore_search?resource_id={site.TreesId}&limit=1&fields=code&q=oak&offset=1&version=3", (string)first["next"]!);
        Assert.Equal($"/api/3/action/datastore_search?resource_id={site.TreesId}&offset=1&limit=1&version=3", (string)third["prev"]!);
        Assert.Null(first["prev"]);
        Assert.Equal("/api/3/action/datastore_search?offset=2&version=3", (string)posted["result"]!["_links"]!["next"]!);
    }

    [Fact]
    public async Task A_named_version_is_the_only_thing_that_widens_the_answer()
    {
        var first = await SearchAsync("&version=1");
        var current = await SearchAsync("&version=3");
        var byId = await site.ResultAsync($"datastore_search?resource_id={site.TreesId}@2");
        var now = await SearchAsync($"&as_of={DateTime.UtcNow:yyyy-MM-dd}");

        Assert.Equal((1, false, 3), ((int)first["version"]!, (bool)first["is_current"]!, (int)first["total"]!));
        Assert.Equal((3, true), ((int)current["version"]!, (bool)current["is_current"]!));
        Assert.Equal((2, 3), ((int)byId["version"]!, (int)byId["total"]!));
        Assert.Equal(3, (int)now["version"]!);
        Assert.EndsWith("version=1", (string)first["_links"]!["next"]!, StringComparison.Ordinal);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$", (string)first["published_at"]!);
    }

    [Theory]
    [InlineData("version=9", "Not found: Version 9 was not found")]
    [InlineData("as_of=1999-01-01", "Not found: No version at 1999-01-01")]
    public async Task A_version_that_never_was_is_not_found(string query, string message)
    {
        var (status, body) = await site.GetAsync($"datastore_search?resource_id={site.TreesId}&{query}");

        Assert.Equal((404, message), (status, (string)body["error"]!["message"]!));
    }

    [Fact]
    public async Task Unknown_resources_and_resources_without_a_table_are_not_found()
    {
        var manual = site.Trees.Resources[2].Id;
        var (unknown, body) = await site.GetAsync("datastore_search?resource_id=nope");
        var (link, _) = await site.GetAsync($"datastore_search?resource_id={manual}");

        Assert.Equal((404, "Not found: Resource \"nope\" was not found.", 404), (unknown, (string)body["error"]!["message"]!, link));
    }

    [Fact]
    public async Task Rows_of_a_private_dataset_are_for_those_who_may_read_it()
    {
        var (status, body) = await site.GetAsync($"datastore_search?resource_id={site.SecretId}");
        var mine = await site.ResultAsync($"datastore_search?resource_id={site.SecretId}", site.Site.Token);

        Assert.Equal((403, $"Access denied: User  not authorized to read resource {site.SecretId}"), (status, (string)body["error"]!["message"]!));
        Assert.Equal(["S1"], Codes(mine));
    }

    [Fact]
    public async Task Next_page_is_the_condition_that_gives_the_following_rows()
    {
        var page = await SearchAsync("&limit=2&include_next_page=true");
        var rest = await SearchAsync($"&filters={Uri.EscapeDataString(page["next_page"]!.ToJsonString())}");

        Assert.Equal("""{"_id":{"gt":2}}""", page["next_page"]!.ToJsonString());
        Assert.Equal(["A4", "A5"], Codes(rest));
    }

    [Fact]
    public async Task The_list_of_tables_holds_what_the_caller_may_read()
    {
        var names = (await site.ResultAsync("datastore_search?resource_id=_table_metadata&limit=1000"))["records"]!.AsArray().Select(record => (string)record!["name"]!).ToList();
        var all = (await site.ResultAsync("datastore_search?resource_id=_table_metadata&limit=1000&sort=name", site.Site.Token))["records"]!.AsArray().Select(record => (string)record!["name"]!).ToList();

        Assert.Contains(site.TreesId, names);
        Assert.DoesNotContain(site.SecretId, names);
        Assert.Contains(site.SecretId, all);
    }
}
