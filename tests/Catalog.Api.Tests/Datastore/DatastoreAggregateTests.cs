using System.Text.Json.Nodes;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary><c>datastore_aggregate</c>: design C.3 and C.5. That both engines agree is tested by <c>AggregateOracleTests</c>.</summary>
public sealed class DatastoreAggregateTests(CatalogSite site)
{
    private const string Rows = """
        {"district": "a", "amount": "1.10", "n": 9223372036854775807, "f": 0.1, "day": "2024-01-31", "at": "2024-01-31T23:30:00", "ok": true, "doc": {"x": 1}},
        {"district": "a", "amount": "2.25", "n": 9223372036854775807, "f": 0.2, "day": "2024-02-01", "at": "2024-02-01T00:00:00.5", "ok": false, "doc": null},
        {"district": "β", "amount": "-0.05", "n": 1, "f": 0.3, "day": "2024-02-29", "at": "2024-02-29T12:00:00", "ok": true, "doc": {"x": 1}},
        {"district": "B", "amount": null, "n": null, "f": null, "day": null, "at": null, "ok": null, "doc": null},
        {"district": null, "amount": "100", "n": 2, "f": 1e20, "day": "2023-12-31", "at": "2023-12-31T00:00:00", "ok": false, "doc": null}
        """;

    [Theory]
    [InlineData("", """[{"count":5}]""")]
    [InlineData("\"group_by\": \"district\"", """[{"district":"B","count":1},{"district":"a","count":2},{"district":"β","count":1},{"district":null,"count":1}]""")]
    [InlineData("\"select\": \"sum(amount), avg(amount), sum(n) as n, count(doc), count_distinct(district) as d\"", """[{"sum_amount":103.30,"avg_amount":25.825,"n":18446744073709551617,"count_doc":2,"d":3}]""")]
    [InlineData("\"select\": \"sum(f), min(f), max(at), median(amount), percentile(amount, 100) as top\"", """[{"sum_f":1E+20,"min_f":0.1,"max_at":"2024-02-29T12:00:00","median_amount":1.10,"top":100.00}]""")]
    [InlineData("\"group_by\": [\"month(day) as month\"], \"select\": [\"sum(amount) as total\"]", """[{"month":"2023-12-01","total":100.00},{"month":"2024-01-01","total":1.10},{"month":"2024-02-01","total":2.20},{"month":null,"total":null}]""")]
    [InlineData("\"group_by\": [\"quarter(at)\", {\"column\": \"at\", \"bucket\": \"hour\", \"as\": \"h\"}], \"where\": {\"at\": {\"gte\": \"2024-02-01\"}}", """[{"at_quarter":"2024-01-01","h":"2024-02-01T00:00:00","count":1},{"at_quarter":"2024-01-01","h":"2024-02-29T12:00:00","count":1}]""")]
    [InlineData("\"group_by\": \"week(day) as w\", \"having\": {\"count\": {\"gt\": 1}}", """[{"w":"2024-01-29","count":2}]""")]
    [InlineData("\"group_by\": \"ok\", \"order_by\": \"count desc, ok desc\", \"limit\": 1", """[{"ok":true,"count":2}]""")]
    [InlineData("\"group_by\": \"district\", \"select\": \"avg(amount) as mean\", \"top\": 1", """[{"district":null,"mean":100,"is_other":false},{"district":null,"mean":1.1,"is_other":true}]""")]
    [InlineData("\"where\": {\"$or\": [{\"district\": null}, {\"amount\": {\"lt\": \"0\"}}]}, \"select\": \"sum(amount)\"", """[{"sum_amount":99.95}]""")]
    [InlineData("\"where\": {\"district\": \"nowhere\"}, \"select\": \"count, sum(amount), avg(f), median(n)\"", """[{"count":0,"sum_amount":null,"avg_f":null,"median_n":null}]""")]
    [InlineData("\"where\": {\"district\": \"nowhere\"}, \"group_by\": \"district\"", "[]")]
    public async Task It_counts_and_adds_up_exactly_from_either_engine(string query, string expected)
    {
        var table = await TableAsync();

        var first = await AskAsync(table, query);
        await ParquetAsync(table);
        var second = await AskAsync(table, query.Length == 0 ? "\"limit\": 99" : $"{query}, \"version\": \"{await table.VersionAsync()}\"{(query.Contains("limit", StringComparison.Ordinal) ? "" : ", \"limit\": 99")}");

        Assert.Equal("postgresql", (string)first["engine"]!);
        Assert.Equal(expected, first["records"]!.ToJsonString(WrittenTable.Plain));
        Assert.Equal(first["records"]!.ToJsonString(), second["records"]!.ToJsonString());
        // The file's making writes the version's record anew, so nothing is answered from memory.
        Assert.Equal("duckdb", (string)second["engine"]!);
    }

    [Fact]
    public async Task The_answer_names_its_version_its_types_and_how_many_groups_there_are()
    {
        var table = await TableAsync();
        await table.InsertAsync("""{"district": "new", "amount": "1"}""");
        var now = await table.VersionAsync();

        var before = await AskAsync(table, $"\"version\": \"{now - 1}\", \"group_by\": \"district\", \"select\": \"count, sum(amount), avg(f), max(day)\", \"limit\": 1");
        var after = await AskAsync(table, "\"group_by\": \"district\", \"top\": 2, \"records_format\": \"csv\"");

        Assert.Equal((now - 1, false, 4, 1), ((int)before["version"]!, (bool)before["is_current"]!, (int)before["total"]!, before["records"]!.AsArray().Count));
        Assert.NotNull((string?)before["published_at"]);
        Assert.Equal("""[{"id":"district","type":"text"},{"id":"count","type":"int8"},{"id":"sum_amount","type":"numeric"},{"id":"avg_f","type":"float8"},{"id":"max_day","type":"date"}]""", before["fields"]!.ToJsonString());
        Assert.Equal((now, 5, 3), ((int)after["version"]!, (int)after["total"]!, (int)after["folded"]!));
        Assert.Equal("district,count,is_other\na,2,f\nB,1,f\n,3,t\n", (string)after["records"]!);
    }

    [Theory]
    [InlineData("\"group_by\": \"distrct\"", "group_by", "Unknown column \\\"distrct\\\". Did you mean district?")]
    [InlineData("\"group_by\": \"month(district)\"", "group_by", "district is text. Accepted: columns of type date, timestamp, timestamptz")]
    [InlineData("\"group_by\": \"hour(day)\"", "group_by", "Accepted: columns of type timestamp, timestamptz")]
    [InlineData("\"group_by\": \"minute(at)\"", "group_by", "Unknown time bucket \\\"minute\\\"")]
    [InlineData("\"group_by\": \"doc\"", "group_by", "doc is json. Accepted: columns of text, numbers, bool, dates and times")]
    [InlineData("\"group_by\": 7", "group_by", "Must be a list of texts or objects")]
    [InlineData("\"select\": \"sum(district)\"", "select", "sum: district is text. Accepted: columns of numbers")]
    [InlineData("\"select\": \"max(ok)\"", "select", "max: ok is boolean")]
    [InlineData("\"select\": \"total(amount)\"", "select", "Unknown function \\\"total\\\"")]
    [InlineData("\"select\": \"amount\"", "select", "is no function of a column")]
    [InlineData("\"select\": \"percentile(amount, 101)\"", "select", "invalid value \\\"101\\\". Accepted: 0 to 100")]
    [InlineData("\"select\": \"sum(amount); drop table x\"", "select", "is no function of a column")]
    [InlineData("\"select\": \"count, count\"", "select", "Two columns of the answer are called \\\"count\\\"")]
    [InlineData("\"where\": {\"amount\": \"much\"}", "where", "amount: invalid value \\\"much\\\". Accepted: a number")]
    [InlineData("\"where\": {\"amount\": {\"like\": \"1\"}}", "where", "unknown operator \\\"like\\\". Accepted: eq, ne")]
    [InlineData("\"where\": {\"day\": {\"gt\": \"2024-02-30\"}}", "where", "day: invalid value \\\"2024-02-30\\\". Accepted: a day such as")]
    [InlineData("\"where\": {\"doc\": \"x\"}", "where", "doc: values of its type cannot be compared here. Accepted: null")]
    [InlineData("\"where\": {\"amount\": \"NaN\"}", "where", "invalid value \\\"NaN\\\"")]
    [InlineData("\"having\": {\"amount\": 1}", "having", "Unknown column of the answer \\\"amount\\\"")]
    [InlineData("\"order_by\": \"amount\"", "order_by", "Unknown column of the answer \\\"amount\\\"")]
    [InlineData("\"top\": 0, \"group_by\": \"district\"", "top", "invalid value \\\"0\\\". Accepted: 1 to 32000")]
    [InlineData("\"top\": 3", "top", "nothing to fold")]
    [InlineData("\"offset\": -1", "offset", "invalid value \\\"-1\\\"")]
    [InlineData("\"records_format\": \"xml\"", "records_format", "Value must be one of")]
    [InlineData("\"bogus\": 1", "__extras", "bogus")]
    public async Task A_mistake_is_told_by_its_parameter_with_what_is_accepted(string query, string field, string message)
    {
        var table = await TableAsync();

        var error = await table.RefusedAsync("datastore_aggregate", query);

        Assert.Contains($"\"{field}\":", error, StringComparison.Ordinal);
        Assert.Contains(message, error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_may_not_read_the_rows_may_not_add_them_up()
    {
        var table = await WrittenTable.MakeAsync(site, "n int", isPrivate: true);
        await table.InsertAsync("""{"n": 1}""");

        Assert.Equal(403, (await site.GetAsync($"datastore_aggregate?resource_id={table.Id}")).Status);
        Assert.Equal(1, (int)(await AskAsync(table, ""))["records"]![0]!["count"]!);
    }

    [Fact]
    public async Task A_query_string_does_too()
    {
        var result = await site.ResultAsync($"datastore_aggregate?id={site.TreesId}&group_by=species&select=count,max(height)%20as%20h&filters={{\"ok\":true}}&sort=h%20desc&limit=1");

        Assert.Single(result["records"]!.AsArray());
        Assert.NotNull(result["records"]![0]!["h"]);
    }

    private async Task<WrittenTable> TableAsync()
    {
        var table = await WrittenTable.MakeAsync(site, "district text, amount numeric(10,2), n int8, f float8, day date, at timestamp, ok bool, doc json");
        await table.InsertAsync(Rows);
        return table;
    }

    private static async Task<JsonNode> AskAsync(WrittenTable table, string query) => await table.DoneAsync("datastore_aggregate", query);

    /// <summary>From now on DuckDB answers.</summary>
    private async Task ParquetAsync(WrittenTable table)
    {
        using var response = await site.Client.GetAsync(new Uri($"/dataset/{table.Package}/v/{await table.VersionAsync()}/rows.parquet", UriKind.Relative), CatalogSite.Ct);
        Assert.True(response.IsSuccessStatusCode, $"{response.StatusCode}");
        await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
    }
}
