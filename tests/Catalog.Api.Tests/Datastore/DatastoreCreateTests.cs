using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>
/// <c>datastore_create</c> (contract 5.1 to 5.3): <c>{"resource_id" | "resource", "fields": [{"id", "type"?, "info"?}], "records": [{…}], "primary_key", "indexes", "aliases",
/// "delete_fields", "force"}</c>; the answer repeats what was sent, without records.
/// </summary>
public sealed class DatastoreCreateTests(CatalogSite site)
{
    [Theory]
    [InlineData("numeric", "\"12.50\"", "12.50")]
    [InlineData("numeric", "1000.0", "1000.0")]
    [InlineData("numeric", "123456789012345678901234567890.123456789", "123456789012345678901234567890.123456789")]
    [InlineData("numeric(10,2)", "1.5", "1.50")]
    [InlineData("int", "2147483647", "2147483647")]
    [InlineData("INTEGER", "1.0", "1")]
    [InlineData("bigint", "9007199254740993", "9007199254740993")]
    [InlineData("int", "\"\"", "null")]
    [InlineData("text", "\"\"", "\"\"")]
    [InlineData("text", "12.50", "\"12.50\"")]
    [InlineData("float", "0.1", "0.1")]
    [InlineData("double precision", "1e300", "1e+300")]
    [InlineData("float8", "\"NaN\"", "\"NaN\"")]
    [InlineData("bool", "true", "true")]
    [InlineData("boolean", "\"no\"", "false")]
    [InlineData("date", "\"2020-02-29\"", "\"2020-02-29\"")]
    [InlineData("date", "\"31/12/2020\"", "\"2020-12-31\"")]
    [InlineData("date", "\"12-31-2020\"", "\"2020-12-31\"")]
    [InlineData("timestamp", "\"2020-02-29T01:02:03.456\"", "\"2020-02-29T01:02:03\"")]
    [InlineData("timestamptz", "\"2020-01-01T00:00:00+05:00\"", "\"2019-12-31T19:00:00+00:00\"")]
    [InlineData("time", "\"12:30\"", "\"12:30:00\"")]
    [InlineData("json", "{\"z\":1,\"a\":[null,\"ü\",1.50]}", "{\"z\":1,\"a\":[null,\"ü\",1.50]}")]
    [InlineData("nested", "\"text\"", "\"text\"")]
    [InlineData("text[]", "[\"x, \\\"y\\\"\",null,\"\"]", "[\"x, \\\"y\\\"\",null,\"\"]")]
    [InlineData("_int4", "[1,2]", "[1,2]")]
    [InlineData("uuid", "\"11111111-2222-3333-4444-555555555555\"", "\"11111111-2222-3333-4444-555555555555\"")]
    [InlineData("character varying", "\"v\"", "\"v\"")]
    public async Task A_value_comes_out_as_it_went_in(string type, string sent, string shown)
    {
        var table = await WrittenTable.MakeAsync(site, $"v {type}");

        await table.InsertAsync($$"""{"v": {{sent}}}""");

        var text = await site.Client.GetStringAsync($"/api/3/action/datastore_search?resource_id={table.Id}", CatalogSite.Ct);
        Assert.Contains($$"""[{"_id":1,"v":{{shown}}}]""", text.Replace("\": ", "\":", StringComparison.Ordinal).Replace(", ", ",", StringComparison.Ordinal).Replace("\"x,\\\"", "\"x, \\\"", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("numeric", "\"NaN\"", "invalid input syntax for type numeric: \\\"NaN\\\"")]
    [InlineData("numeric", "\" -Infinity\"", "invalid input syntax for type numeric: \\\" -Infinity\\\"")]
    [InlineData("numeric[]", "[\"nan\"]", "invalid input syntax for type numeric: \\\"nan\\\"")]
    [InlineData("int", "\"abc\"", "invalid input syntax for type integer: \\\"abc\\\"")]
    [InlineData("int", "1.5", "invalid input syntax for type integer: \\\"1.5\\\"")]
    [InlineData("int", "99999999999", "integer out of range")]
    [InlineData("int", "true", "column \\\"v\\\" is of type integer but expression is of type boolean")]
    [InlineData("date", "5", "column \\\"v\\\" is of type date but expression is of type integer")]
    [InlineData("date", "\"2021-02-30\"", "date/time field value out of range: \\\"2021-02-30\\\"")]
    [InlineData("text", "{\"a\":1}", "can't adapt type 'dict'")]
    [InlineData("jsonb", "{\"a\":1}", "can't adapt type 'dict'")]
    [InlineData("uuid", "\"x\"", "invalid input syntax for type uuid: \\\"x\\\"")]
    public async Task A_value_that_does_not_fit_is_named_with_its_record(string type, string sent, string message)
    {
        var table = await WrittenTable.MakeAsync(site, $"v {type}");

        Assert.Equal($$"""{"records":["{{message}}"],"records_row":2}""", await table.RefusedAsync("datastore_upsert", $$"""
            "method": "insert", "records": [{"v": null}, {"v": null}, {"v": {{sent}}}, {"v": null}]
            """));
        Assert.Equal("[]", await table.RowsAsync());
    }

    [Theory]
    [InlineData("1", "int4")]
    [InlineData("99999999999", "int8")]
    [InlineData("123456789012345678901", "numeric")]
    [InlineData("1.5", "float8")]
    [InlineData("true", "bool")]
    [InlineData("\"7\"", "int4")]
    [InlineData("\"99999999999\"", "int8")]
    [InlineData("\"7.50\"", "numeric")]
    [InlineData("\"007\"", "text")]
    [InlineData("\"2020-01-31\"", "timestamp")]
    [InlineData("\"2020-01-31T01:02:03Z\"", "timestamp")]
    [InlineData("\"31/12/2020\"", "timestamp")]
    [InlineData("\"2020-13-31\"", "text")]
    [InlineData("\"word\"", "text")]
    [InlineData("null", "text")]
    [InlineData("[1]", "json")]
    [InlineData("{\"a\":1}", "json")]
    public async Task A_type_that_nobody_declared_is_guessed_from_the_first_record(string value, string type)
    {
        var package = await WrittenTable.PackageAsync(site);

        var (status, answer) = await site.PostAsync("datastore_create", $$"""{"resource": {"package_id": "{{package}}"}, "records": [{"v": {{value}}}, {"v": null}]}""", site.Site.Token);
        var result = await site.ResultAsync($"datastore_search?resource_id={answer["result"]!["resource_id"]}");

        Assert.Equal(200, status);
        Assert.Equal((type, 2), ((string)result["fields"]![1]!["type"]!, (int)result["total"]!));
    }

    [Theory]
    [InlineData("""[{"id": "_rank"}]""", """{"fields":["\"_rank\" is not a valid field name"]}""")]
    [InlineData("""[{"id": "x\"y"}]""", """{"fields":["\"x\"y\" is not a valid field name"]}""")]
    [InlineData("""[{"id": " a"}]""", """{"fields":["\" a\" is not a valid field name"]}""")]
    [InlineData("""[{"id": "a\tb"}]""", """{"fields":["\"a\tb\" is not a valid field name"]}""")]
    [InlineData("""[{"id": "cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc"}]""", """{"fields":["Column heading \"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc\" exceeds limit of 63 characters."]}""")]
    [InlineData("""[{"id": "ωωωωωωωωωωωωωωωωωωωωωωωωωωωωωωωω"}]""", """{"fields":["Column heading \"ωωωωωωωωωωωωωωωωωωωωωωωωωωωωωωωω\" exceeds limit of 63 bytes."]}""")]
    [InlineData("""[{"id": ""}]""", """{"fields":[{"id":["Missing value"]}]}""")]
    [InlineData("""[{"id": "a", "type": "int"}, {"id": 5}]""", """{"fields":[{},{"id":["Must be a Unicode string value"]}]}""")]
    [InlineData("""[{"id": "a", "type": "nope"}]""", """{"fields":["\"nope\" is not a valid field type"]}""")]
    [InlineData("""[{"id": "a", "type": "text; drop table x"}]""", """{"fields":["\"text; drop table x\" is not a valid field type"]}""")]
    [InlineData("""[{"id": "a", "type": "regclass"}]""", """{"fields":["\"regclass\" is not a valid field type"]}""")]
    [InlineData("""[{"id": "a", "type": "catalog.user"}]""", """{"fields":["\"catalog.user\" is not a valid field type"]}""")]
    [InlineData("""[{"id": "a", "type": "numeric(2000,1)"}]""", """{"fields":["\"numeric(2000,1)\" is not a valid field type"]}""")]
    [InlineData("""[{"id": "a", "type": "text"}, {"id": "a", "type": "int"}]""", """{"field":["Duplicate column names are not supported"]}""")]
    [InlineData("""[{"id": "a"}]""", """{"fields":["\"a\" type not guessable"]}""")]
    public async Task A_column_that_cannot_be_is_refused_and_leaves_no_resource(string fields, string error)
    {
        var package = await WrittenTable.PackageAsync(site);

        var (status, body) = await site.PostAsync("datastore_create", $$"""{"resource": {"package_id": "{{package}}"}, "fields": {{fields}}}""", site.Site.Token);

        var told = body["error"]!.AsObject();
        told.Remove("__type");
        Assert.Equal((409, JsonNode.Parse(error)!.ToJsonString()), (status, told.ToJsonString()));
        Assert.Empty((await site.ResultAsync($"package_show?id={package}"))["resources"]!.AsArray());
    }

    [Theory]
    [InlineData("order, %")]
    [InlineData("Ρεύμα (€)")]
    [InlineData("j")]
    [InlineData("n")]
    [InlineData("s")]
    [InlineData("select * from catalog.user; --")]
    [InlineData("a'b\\c")]
    [InlineData("$1 @v :x ?")]
    public async Task Any_other_name_is_a_column(string name)
    {
        var package = await WrittenTable.PackageAsync(site);
        var field = JsonSerializer.Serialize(name);

        var (status, answer) = await site.PostAsync("datastore_create", $$"""
            {"resource": {"package_id": "{{package}}"}, "fields": [{"id": {{field}}, "type": "text"}, {"id": "k", "type": "int"}], "primary_key": ["k"], "indexes": [{{field}}], "records": [{ {{field}}: "one", "k": 1 }]}
            """, site.Site.Token);
        var id = (string)answer["result"]!["resource_id"]!;
        var (again, _) = await site.PostAsync("datastore_upsert", $$"""{"resource_id": "{{id}}", "records": [{ {{field}}: "two", "k": 1 }, { "k": 2 }]}""", site.Site.Token);
        var found = await site.ResultAsync($"datastore_search?resource_id={id}&filters={Uri.EscapeDataString($$"""{ {{field}}: "two" }""")}&sort={Uri.EscapeDataString($"\"{name}\" desc")}");

        Assert.Equal((200, 200), (status, again));
        Assert.Equal("two", (string)found["records"]![0]![name]!);
    }

    [Fact]
    public async Task A_table_grows_and_shrinks_by_columns_and_old_versions_keep_theirs()
    {
        var table = await WrittenTable.MakeAsync(site, "a int, b text");
        await table.InsertAsync("""{"a": 1, "b": "one"}""");

        await table.DoneAsync("datastore_create", """ "fields": [{"id": "b", "type": "int"}, {"id": "c", "type": "numeric", "info": {"label": "C"}}], "records": [{"c": 2.50}]""");
        var grown = await table.RowsAsync();
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "c"}], "delete_fields": true""");
        var shrunk = await table.RowsAsync();
        await table.DoneAsync("datastore_create", """ "fields": [{"id": "c"}, {"id": "b", "type": "int"}], "records": [{"b": 7}]""");

        Assert.Equal("""[{"_id":1,"a":1,"b":"one","c":null},{"_id":2,"a":null,"b":null,"c":2.50}]""", grown);
        Assert.Equal("""[{"_id":1,"c":null},{"_id":2,"c":2.50}]""", shrunk);
        Assert.Equal("""[{"_id":1,"c":null,"b":null},{"_id":2,"c":2.50,"b":null},{"_id":3,"c":null,"b":7}]""", await table.RowsAsync());
        Assert.Equal("""[{"_id":1,"a":1,"b":"one"}]""", await table.RowsAsync(2));
        Assert.Equal(grown, await table.RowsAsync(3));
        Assert.Equal(shrunk, await table.RowsAsync(4));
        Assert.Equal("""{"label":"C"}""", (await site.ResultAsync($"datastore_info?id={table.Id}"))["fields"]![0]!["info"]!.ToJsonString());
    }

    [Fact]
    public async Task Index_key_and_alias_are_told_by_info()
    {
        var table = await WrittenTable.MakeAsync(site, "a int, b text, c json", "a");
        var alias = $"alias {table.Id[..8]}";
        await table.DoneAsync("datastore_create", $$""" "indexes": "b", "aliases": ["{{alias}}"]""");

        var info = await site.ResultAsync($"datastore_info?id={Uri.EscapeDataString(alias)}");
        var search = await site.ResultAsync($"datastore_search?resource_id={Uri.EscapeDataString(alias)}");
        using var dump = await site.Client.GetAsync($"/datastore/dump/{Uri.EscapeDataString(alias)}", CatalogSite.Ct);
        var (write, _) = await site.PostAsync("datastore_upsert", $$"""{"resource_id": "{{alias}}", "records": [{"a": 1}]}""", site.Site.Token);

        Assert.Equal((table.Id, alias), ((string)info["meta"]!["id"]!, (string)info["meta"]!["aliases"]![0]!));
        Assert.Equal([true, true, false], info["fields"]!.AsArray().Select(field => (bool)field!["schema"]!["is_index"]!));
        Assert.Equal("nested", (string)info["fields"]![2]!["schema"]!["native_type"]!);
        Assert.Equal((table.Id, 200, 404), ((string)search["resource_id"]!, (int)dump.StatusCode, write));
        var other = await WrittenTable.MakeAsync(site, "a int");
        Assert.Equal($$"""{"alias":["The alias \"{{alias}}\" already exists."]}""", await other.RefusedAsync("datastore_create", $$""" "aliases": "{{alias}}" """));
        Assert.Equal($$"""{"alias":["\"{{table.Id}}\" already exists"]}""", await other.RefusedAsync("datastore_create", $$""" "aliases": "{{table.Id}}" """));
        foreach (var bad in new[] { "_table_metadata", "a@1", Guid.NewGuid().ToString() })
            Assert.Equal($$"""{"alias":["\"{{bad}}\" is not a valid alias name"]}""", await other.RefusedAsync("datastore_create", $$""" "aliases": "{{bad}}" """));
    }

    [Fact]
    public async Task A_key_is_one_among_the_current_rows_only()
    {
        var table = await WrittenTable.MakeAsync(site, "a int, b text", "a");
        await table.InsertAsync("""{"a": 1, "b": "x"}, {"a": 2, "b": "x"}""");

        var duplicate = await table.RefusedAsync("datastore_upsert", """ "method": "insert", "records": [{"a": 3}, {"a": 1}, {"a": 4}]""");
        await table.DoneAsync("datastore_records_delete", """ "filters": {"a": 1}""");
        await table.InsertAsync("""{"a": 1, "b": "again"}""");
        var other = await table.RefusedAsync("datastore_create", """ "primary_key": ["b"], "records": [{"a": 9, "b": "x"}]""");
        var unknown = await table.RefusedAsync("datastore_create", """ "primary_key": ["x"]""");

        Assert.Matches("""^\{"records":\["duplicate key value violates unique constraint \\"[0-9a-f]{40}\\""\],"records_row":1\}$""", duplicate);
        Assert.Contains("\"constraints\":[\"Cannot insert records or create indexbecause of uniqueness constraint\"]", other, StringComparison.Ordinal);
        Assert.Equal("""{"index":["The field \"['x']\" is not a valid column name."]}""", unknown);
        Assert.Equal("""[{"_id":2,"a":2,"b":"x"},{"_id":5,"a":1,"b":"again"}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task A_source_s_table_is_nobody_else_s()
    {
        foreach (var (action, more) in new[] { ("datastore_create", ""), ("datastore_upsert", "\"records\": [], "), ("datastore_delete", ""), ("datastore_records_delete", "\"filters\": {}, ") })
        {
            var (status, body) = await site.PostAsync(action, $$"""{ {{more}}{{(more.Length == 0 ? "" : "")}}"force": true, "resource_id": "{{site.TreesId}}" }""", site.Site.Token);
            Assert.Equal((409, "The data of this resource comes from a source and cannot be changed by hand"), (status, (string?)body["error"]!["read-only"]?[0]));
        }
    }

    [Fact]
    public async Task Triggers_are_refused() => Assert.Equal(
        """{"triggers":["Triggers are not supported"]}""",
        await (await WrittenTable.MakeAsync(site, "a int")).RefusedAsync("datastore_create", """ "triggers": [{"function": "f"}]"""));
}
