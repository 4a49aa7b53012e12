using Xunit;

namespace Catalog.Api.Tests.Datastore;

/// <summary>Dumps of the types that only tables by API have (contract 5.7, 5.12): lists, JSON, instants, nulls of each.</summary>
public sealed class WrittenDumpTests(CatalogSite site)
{
    [Theory]
    [InlineData("csv", "_id,l,d,z,f,Two words\r\n1,\"[\"\"x\"\",null]\",\"{\"\"k\"\": [1.50, null]}\",2019-12-31 19:00:00+00,t,w\n2,null,null,,,\n")]
    [InlineData("tsv", "_id\tl\td\tz\tf\tTwo words\r\n1\t\"[\"\"x\"\",null]\"\t\"{\"\"k\"\": [1.50, null]}\"\t2019-12-31 19:00:00+00\tt\tw\n2\tnull\tnull\t\t\t\n")]
    [InlineData("json", "{\n  \"fields\": [{\"id\":\"_id\",\"type\":\"int\"},{\"id\":\"l\",\"type\":\"_text\"},{\"id\":\"d\",\"type\":\"json\"},{\"id\":\"z\",\"type\":\"timestamptz\"},{\"id\":\"f\",\"type\":\"bool\"},{\"id\":\"Two words\",\"type\":\"text\"}],\n  \"records\": [\n    [1,[\"x\",null],{\"k\":[1.50,null]},\"2019-12-31T19:00:00+00:00\",true,\"w\"],\n    [2,null,null,null,null,null]\n]}\n")]
    [InlineData("xml", "<data xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">\n<row _id=\"1\"><l><value key=\"0\">x</value><value xsi:nil=\"true\" key=\"1\" /></l><d><value key=\"k\"><value key=\"0\">1.50</value><value xsi:nil=\"true\" key=\"1\" /></value></d><z>2019-12-31T19:00:00+00:00</z><f>True</f><field name=\"Two words\">w</field></row>\n<row _id=\"2\"><l xsi:nil=\"true\" /><d xsi:nil=\"true\" /><z xsi:nil=\"true\" /><f xsi:nil=\"true\" /><field name=\"Two words\" xsi:nil=\"true\" /></row>\n</data>\n")]
    public async Task Lists_and_JSON_are_nested_where_the_format_can(string format, string text)
    {
        var table = await WrittenTable.MakeAsync(site, "l text[], d json, z timestamptz, f bool");
        await table.DoneAsync("datastore_create", """ "records": [{"l": ["x", null], "d": {"k": [1.50, null]}, "z": "2020-01-01T00:00:00+05:00", "f": true, "Two words": "w"}, {"l": null}]""");

        Assert.Equal(text, await site.Client.GetStringAsync($"/datastore/dump/{table.Id}?format={format}", CatalogSite.Ct));
    }

    [Fact]
    public async Task A_dump_with_words_is_in_the_order_of_rows_and_links_of_a_search_are_CKAN_s()
    {
        var table = await WrittenTable.MakeAsync(site, "w text");
        await table.InsertAsync("""{"w": "river"}, {"w": "river river river"}, {"w": "lake"}""");

        var dump = await site.Client.GetStringAsync($"/datastore/dump/{table.Id}?q=river&fields=_id", CatalogSite.Ct);
        var search = await site.ResultAsync($"datastore_search?resource_id={table.Id}&limit=1");
        var pinned = await site.ResultAsync($"datastore_search?resource_id={table.Id}&limit=1&version=2");

        Assert.Equal("_id\r\n1\n2\n", dump);
        Assert.Equal($"/api/3/action/datastore_search?resource_id={table.Id}&limit=1&offset=1", (string)search["_links"]!["next"]!);
        Assert.Equal($"/api/3/action/datastore_search?resource_id={table.Id}&limit=1&offset=1&version=2", (string)pinned["_links"]!["next"]!);
    }
}
