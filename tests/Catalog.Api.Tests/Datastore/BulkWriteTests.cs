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

    /// <summary>Texts at the edge of what is printed as it was sent. A form taken for PostgreSQL's own that is not gives a wrong hash, whatever the column holds then.</summary>
    [Theory]
    [InlineData("i", "0", "-0", "00", "1", "-1", "01", "+1", " 1", "1 ", "999999999", "1000000000", "2147483648", "-2147483649", "1.0", "1e3", "\u0661", "-")]
    [InlineData("n", "0", "-0", "0.0", "-0.0", "-0.00", "-0.010", "0.1", "00.1", ".1", "1.", "1.10", "-1.10", "1e3", "1E-3", "1_000", "0x10", "\u0661.5", "--1", "-.5", "1.5.5", "123456789012345678901234567890.12345678901234567890")]
    [InlineData("f", "0", "-0", "0.0", "-0.0", "1.0", "1.50", "0.1", "0.0001", "0.00001", "0.000", "999999999999999", "1000000000000000", "0.123456789012345", "0.1234567890123456", "1234567.12345678", "12345678.12345678", "1e3", "100", "-100.00", "0.00010", "Infinity", "NaN", ".5", "5.")]
    [InlineData("d", "2016-02-29", "2015-02-29", "0000-01-01", "0001-01-01", "2016-00-01", "2016-13-01", "2016-01-00", "2016-04-31", "2016-4-3", "20160403", "2016-04-03 ", "2016-04-03 BC", "9999-12-31", "infinity", "today", "2016/04/03")]
    [InlineData("s", "2016-02-29T23:59:59", "2016-02-29 23:59:59", "2016-02-29", "2016-02-29t00:00:00", "2016-02-29T24:00:00", "2016-02-29T23:60:00", "2016-02-29T23:59:60", "2016-02-29T23:59:59Z", "2016-02-29T23:59:5", "2016-02-29  1:00:00", "2016-02-29T01:00:00.5", "2015-02-29T01:00:00")]
    [InlineData("b", "t", "f", "true", "True", "TRUE", "yes", "1", "0", "on", "tr", "F", "x")]
    [InlineData("t", "", " ", "a b", "\\", "\"", "\t", "\u00a0", "\u0085", "(", ")", ",", "\\N", "\\.", "NULL", "null", "\u000b", "\u2028", "\ud83c\udf33", "\u007f", "\u0001")]
    public async Task No_text_is_taken_for_the_printed_form_that_is_not(string column, params string[] texts)
    {
        var table = await WrittenTable.MakeAsync(site, Columns, "k");
        var written = 0;
        foreach (var text in texts)
            written += (await table.CallAsync("datastore_upsert", $$""" "method": "insert", "force": true, "records": [{"{{column}}": {{JsonValue.Create(text)!.ToJsonString()}}}]""")).Status == 200 ? 1 : 0;

        var (rows, right) = await HashesAsync(table);

        Assert.InRange(written, 3, texts.Length);
        Assert.Equal((written, written), (rows, right));
    }

    [Fact]
    public async Task Of_a_batch_with_new_and_known_keys_each_becomes_what_it_would_alone()
    {
        var (table, alone) = (await WrittenTable.MakeAsync(site, Columns, "k,i"), await WrittenTable.MakeAsync(site, Columns, "k,i"));
        string[] records =
        [
            """{"k": "new", "t": "1", "i": 1, "n": 1.0, "d": null, "b": true, "s": null, "f": 1}""",
            """{"k": "", "t": "changed \u03b1", "i": 0, "n": 1.50, "d": "", "b": true, "s": null, "f": 1}""",
            """{"k": "1", "t": "\\N", "i": -1, "n": "-0.10", "d": "0001-01-01", "b": true, "s": "2016-04-29", "f": -0.0001}""",
            """{"k": "3", "t": "a null in the key", "i": null, "n": null, "d": null, "b": null, "s": null, "f": null}""",
            """{"k": "4", "t": "another number", "i": 8, "n": 0, "d": null, "b": false, "s": null, "f": 0}""",
            """{"k": "4", "t": "changed", "i": 7, "n": 0, "d": "2016-02-29", "b": "False", "s": "2016-04-29 23:59:59", "f": 0.0}""",
        ];
        foreach (var each in new[] { table, alone })
            await each.InsertAsync(Odd);
        await table.UpsertAsync(string.Join(", ", records));
        foreach (var record in records)
            await alone.UpsertAsync(record);

        Assert.Equal(await alone.RowsAsync(), await table.RowsAsync());
        Assert.Equal(8, JsonNode.Parse(await table.RowsAsync())!.AsArray().Count);
        var (rows, right) = await HashesAsync(table);
        Assert.Equal((10, 10), (rows, right));   // five, three new ones, two that began anew
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
