using System.Text.Json.Nodes;
using Dapper;
using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>Batches take a short way through <c>COPY</c> where the printed form of every value is known; nobody may see which way a row took.</summary>
public sealed class BulkWriteTests(CatalogSite site)
{
    private const string Columns = "k text, t text, i int, n numeric, d date, b bool, s timestamp, f float";

    /// <summary>Values that are quoted in a row's text, escaped in a line of COPY, or printed in another way than they were sent.</summary>
    private const string Odd = """
        {"k": "", "t": "a\tb\nc\rd", "i": 0, "n": -0.0, "d": null, "b": false, "s": "2016-04-29T21:29:00", "f": 8.50},
        {"k": "1", "t": "\\N", "i": -1, "n": "-0.10", "d": "0001-01-01", "b": true, "s": "2016-04-29", "f": -0.0001},
        {"k": "2", "t": "(a,\"b\")\\", "i": 2147483647, "n": 12345678901234567890.1234567890, "d": "9999-12-31", "b": "True", "s": null, "f": "123456789012345"},
        {"k": "3", "t": "\\.", "i": null, "n": null, "d": "", "b": null, "s": "", "f": 100.0},
        {"k": "4", "t": "\u03b1\u2003\u0085\ud83c\udf33 \u000b", "i": 7, "n": 0, "d": "2016-02-29", "b": "False", "s": "2016-04-29 23:59:59", "f": 0.0}
        """;

    /// <summary>Of these only PostgreSQL knows what they become.</summary>
    private const string Unknown = """{"k": "5", "t": "x", "i": "+007", "n": 1e2, "d": "29/04/2016", "b": "yes", "s": "2016-04-29 9:29 pm", "f": 0.00001}""";

    [Fact]
    public async Task A_row_s_hash_is_the_one_that_PostgreSQL_makes_of_it()
    {
        var table = await WrittenTable.MakeAsync(site, Columns, "k");
        await table.InsertAsync(Odd);
        await table.InsertAsync(Unknown);
        await table.InsertAsync("""{"k": "6", "f": 8.50}, {"k": "7", "f": -0.0001}, {"k": "8", "f": "123456789012345"}, {"k": "9", "f": 100.0}, {"k": "10", "f": 0.0}""");
        await table.InsertAsync("""{"k": "11", "f": 0.00001}, {"k": "12", "f": 1234567890.123456789}""");
        await table.UpsertAsync(Odd.Replace("\"i\": 0", "\"i\": 8", StringComparison.Ordinal).Replace("\"i\": 7", "\"i\": 9", StringComparison.Ordinal));

        var (rows, right) = await HashesAsync(table);

        Assert.Equal((15, 15), (rows, right));   // thirteen rows, two of which began anew
    }

    [Fact]
    public async Task Values_come_back_as_PostgreSQL_prints_them()
    {
        var table = await WrittenTable.MakeAsync(site, Columns, "k");

        var echo = await table.DoneAsync("datastore_upsert", $"\"records\": [{Odd}, {Unknown}]");
        var other = await WrittenTable.MakeAsync(site, Columns, "k");
        await other.InsertAsync(Odd);

        var all = JsonNode.Parse(await table.RowsAsync())!.AsArray();
        Assert.Equal(all.Take(5).Select(row => row!.ToJsonString()), JsonNode.Parse(await other.RowsAsync())!.AsArray().Select(row => row!.ToJsonString()));
        Assert.Equal("""{"_id":6,"k":"5","t":"x","i":7,"n":100,"d":"2016-04-29","b":true,"s":"2016-04-29T21:29:00","f":1e-05}""", all[5]!.ToJsonString());
        Assert.Equal("""{"k":"3","t":"\\.","i":null,"n":null,"d":null,"b":null,"s":null,"f":100.0}""", echo["records"]![3]!.ToJsonString());
    }

    [Fact]
    public async Task A_batch_keeps_numbers_of_known_keys_changes_what_looks_different_and_makes_no_version_of_nothing()
    {
        var table = await WrittenTable.MakeAsync(site, "k int, n numeric", "k");
        await table.UpsertAsync("""{"k": 1, "n": 1.0}, {"k": 2, "n": 2}""");
        var version = await table.VersionAsync();
        await table.UpsertAsync("""{"k": 2, "n": 2}, {"k": 1, "n": 1.0}""");
        Assert.Equal(version, await table.VersionAsync());

        await table.UpsertAsync("""{"k": 3, "n": 3}, {"k": 1, "n": 1.00}, {"k": 2, "n": 2}, {"k": null, "n": 4}""");
        await table.DoneAsync("datastore_upsert", """ "method": "update", "records": [{"k": 3, "n": 5}, {"k": 2, "n": 2}]""");
        var missing = await table.RefusedAsync("datastore_upsert", """ "method": "update", "records": [{"k": 3, "n": 6}, {"k": 9, "n": 2}]""");

        Assert.Equal("""[{"_id":1,"k":1,"n":1.00},{"_id":2,"k":2,"n":2},{"_id":3,"k":3,"n":5},{"_id":4,"k":null,"n":4}]""", await table.RowsAsync());
        Assert.Equal("""{"key":["key \"{'k': 9}\" not found"]}""", missing);
    }

    [Fact]
    public async Task A_key_twice_in_a_batch_is_seen_however_it_is_written()
    {
        var table = await WrittenTable.MakeAsync(site, "k numeric, d date, n int", "k,d");

        await table.UpsertAsync("""{"k": 1, "d": "2016-04-29", "n": 1}, {"k": 1.0, "d": "29/04/2016", "n": 2}, {"k": 1, "d": "2016-04-30", "n": 3}""");

        Assert.Equal("""[{"_id":1,"k":1.0,"d":"2016-04-29","n":2},{"_id":2,"k":1,"d":"2016-04-30","n":3}]""", await table.RowsAsync());
    }

    [Fact]
    public async Task The_record_at_fault_is_named_and_nothing_is_left()
    {
        var table = await WrittenTable.MakeAsync(site, "k int, d date", "k");
        var good = string.Join(", ", Enumerable.Range(1, 300).Select(n => $$"""{"k": {{n}}, "d": "2016-04-29"}"""));

        Assert.Equal("""{"records":["value \"99999999999\" is out of range for type integer"],"records_row":300}""",
            (await table.RefusedAsync("datastore_upsert", $$""" "method": "insert", "records": [{{good}}, {"k": "99999999999", "d": "2016-04-29"}]""")).Replace("\\u0022", "\\\"", StringComparison.Ordinal));
        Assert.Contains("duplicate key", await table.RefusedAsync("datastore_upsert", $$""" "method": "insert", "records": [{{good}}, {"k": 7, "d": null}]"""), StringComparison.Ordinal);

        Assert.Equal("[]", await table.RowsAsync());
    }

    [Theory]
    [InlineData("""{"k": "a", "k": "b"}""")]
    [InlineData("""{"k": "a"}, {"t": "b", "t": "c"}""")]
    [InlineData("""{"k": "a\u0000b"}""")]
    [InlineData("""{"k\u0000": "a"}""")]
    [InlineData("""{"k": "\ud801"}""")]
    [InlineData("""{"k": {"x": {"y": 1, "y": 2}}}""")]
    [InlineData("""{"k": [1e999]}""")]
    public async Task Records_are_read_as_strictly_as_every_other_body(string records)
    {
        var table = await WrittenTable.MakeAsync(site, "k text, t text", "k");

        var (status, _) = await table.CallAsync("datastore_upsert", $"\"records\": [{records}]");

        Assert.Equal(400, status);
    }

    [Fact]
    public async Task The_answer_repeats_the_records_also_where_they_did_not_come_as_a_list_of_a_JSON_body()
    {
        var table = await WrittenTable.MakeAsync(site, "k text, n int", "k");

        var one = await table.DoneAsync("datastore_upsert", """ "records": {"k": "\u03b1", "n": ""}""");
        var many = await table.DoneAsync("datastore_upsert", """ "records" : [ {"k" : "\u03b2", "n" : 1.0}, {"n": "", "k": "\""} ], "x": 1""");

        Assert.Equal("""{"k":"α","n":null}""", one["records"]!.ToJsonString(WrittenTable.Plain));
        Assert.Equal("""[{"k":"β","n":1.0},{"n":null,"k":"\""}]""", many["records"]!.ToJsonString(WrittenTable.Plain));
        Assert.Equal("""{"x":1}""", many["__extras"]!.ToJsonString());
    }

    private async Task<(long Rows, long Right)> HashesAsync(WrittenTable table)
    {
        await using var connection = await site.Site.Database.Read.OpenConnectionAsync(CatalogSite.Ct);
        var no = await connection.QuerySingleAsync<int>("select table_no from ver.resource_version where resource_id = @id::uuid order by v desc limit 1", new { id = table.Id });
        var columns = string.Join(", ", Columns.Split(", ").Select(column => column.Split(' ')[0]));
        return await connection.QuerySingleAsync<(long, long)>($"select count(*), count(*) filter (where _h = md5(row({columns})::text)::uuid) from rows.r_{no}");
    }
}
