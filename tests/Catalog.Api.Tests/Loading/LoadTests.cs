using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Uploads;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Loading;

/// <summary>An uploaded file becomes the resource's table (contract 3.8, decision 0016).</summary>
public sealed class LoadTests(LoaderSite site) : IClassFixture<LoaderSite>
{
    private static readonly Encoding Greek = CodePagesEncodingProvider.Instance.GetEncoding("windows-1253")!;

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static byte[] Xlsx() => Zip(
        ("xl/workbook.xml", "<workbook xmlns:r=\"r\"><sheets><sheet name=\"Data\" r:id=\"r1\"/></sheets></workbook>"),
        ("xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/></Relationships>"),
        ("xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>"),
        ("xl/sharedStrings.xml", "<sst><si><t>κωδικός</t></si><si><t>0111.01</t></si><si><t>6011</t></si></sst>"),
        ("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row><c t=\"s\"><v>0</v></c><c t=\"str\"><v>amount</v></c><c t=\"str\"><v>day</v></c></row>"
            + "<row><c t=\"s\"><v>1</v></c><c><v>12.5</v></c><c s=\"1\"><v>45352</v></c></row><row><c t=\"s\"><v>2</v></c><c><v>1.234</v></c></row></sheetData></worksheet>"));

    private static byte[] Ods() => Zip(("content.xml", """
        <o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:t="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:x="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><t:table>
        <t:table-row><t:table-cell><x:p>κωδικός</x:p></t:table-cell><t:table-cell><x:p>amount</x:p></t:table-cell><t:table-cell><x:p>day</x:p></t:table-cell></t:table-row>
        <t:table-row><t:table-cell><x:p>0111.01</x:p></t:table-cell><t:table-cell o:value-type="float" o:value="12.5"/><t:table-cell o:value-type="date" o:date-value="2024-03-01"/></t:table-row>
        <t:table-row><t:table-cell><x:p>6011</x:p></t:table-cell><t:table-cell o:value-type="float" o:value="1.234"/></t:table-row></t:table></o:document-content>
        """));

    private static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = zip.CreateEntry(name).Open();
                part.Write(Utf8(text));
            }
        }

        return bytes.ToArray();
    }

    public static TheoryData<string, byte[], string, string> Files() => new()
    {
        {
            "types.csv", Utf8("code,n,big,amount,day,seen,open,note\n007,1,3000000000,1.50,2020-02-29,2020-01-02T03:04:05,true,a\n12,-2,4,-0.00,2021-01-01,2020-01-02 03:04:06,FALSE,\n"),
            "code:text n:int4 big:int8 amount:numeric day:date seen:timestamp open:bool note:text",
            "007,1,3000000000,1.50,2020-02-29,2020-01-02T03:04:05,t,a\n12,-2,4,0.00,2021-01-01,2020-01-02T03:04:06,f,"
        },
        { "greek.csv", Greek.GetBytes("Κωδικός;Ποσό;Ημερομηνία\r\n6011;1.234,50;31/12/2020\r\n6012;-0,75;1/2/2021\r\n"), "Κωδικός:int4 Ποσό:numeric Ημερομηνία:date", "6011,1234.50,2020-12-31\n6012,-0.75,2021-02-01" },
        { "wide.csv", [0xFF, 0xFE, .. Encoding.Unicode.GetBytes("α\tβ\r\nΆ\t2\r\n")], "α:text β:int4", "Ά,2" },
        { "tabs.tsv", Utf8("a\tb\n1\t\"x\ty\"\n2\t\n"), "a:int4 b:text", "1,x\ty\n2," },
        { "last.csv", [0xEF, 0xBB, 0xBF, .. Utf8("kekv,x\n1,2")], "kekv:int4 x:int4", "1,2" },
        { "quotes.csv", Utf8("a,b\n\"say \"\"hi\"\",\n then\",1\n"), "a:text b:int4", "\"say \"\"hi\"\",\n then\",1" },
        { "header.csv", Utf8("a,b\n"), "a:text b:text", "" },
        { "names.csv", Utf8("_a,,\" b \",\"c\"\"\"\n1,2,3,4\n"), "a:int4 column_2:int4 b:int4 c:int4", "1,2,3,4" },
        { "trailing.csv", Utf8("a;b;\n1;2;\n\n3;4;\n"), "a:int4 b:int4", "1,2\n3,4" },
        { "book.xlsx", Xlsx(), "κωδικός:text amount:numeric day:date", "0111.01,12.5,2024-03-01\n6011,1.234," },
        { "book.ods", Ods(), "κωδικός:text amount:numeric day:date", "0111.01,12.5,2024-03-01\n6011,1.234," },
        { "unsure.csv", Utf8("a;b;c;d;e\n1.234;NaN;1,5 €;5;1e5\n2.345;1;2;five;2\n"), "a:text b:text c:text d:text e:text", "1.234,NaN,\"1,5 €\",5,1e5\n2.345,1,2,five,2" },
    };

    [Theory]
    [MemberData(nameof(Files))]
    public async Task A_file_is_a_table_with_the_types_that_all_its_cells_have(string name, byte[] content, string columns, string rows)
    {
        var id = await site.HasFileAsync(name, content);
        var end = await site.EndAsync(id);
        var table = await site.TableAsync(id);
        var resource = await site.Catalog.ResultAsync($"resource_show?id={id}");

        Assert.True((string?)end["status"] == "complete", end.ToJsonString());
        Assert.Equal(columns, table.Columns);
        Assert.Equal(rows, table.Rows);
        Assert.Equal((true, true), ((bool)resource["datastore_active"]!, (bool)resource["datastore_contains_all_records_of_source_file"]!));
#pragma warning disable CA5351 // what CKAN's loaders write
        Assert.Equal(Convert.ToHexStringLower(MD5.HashData(content)), (string?)resource["hash"]);
#pragma warning restore CA5351
    }

    [Fact]
    public async Task A_word_that_comes_late_tells_the_encoding()
    {
        var content = new StringBuilder("a;b\n");
        for (var i = 0; i < 20_000; i++)
            content.Append("plain;1\n");
        var id = await site.HasFileAsync("late.csv", [.. Greek.GetBytes(content.ToString()), .. Greek.GetBytes("Δρόμοι της πόλης;2\n")]);
        var end = await site.EndAsync(id);
        var found = await site.Catalog.ResultAsync($"datastore_search?resource_id={id}&filters={{\"b\":2}}");

        Assert.Equal(20_001, (int)end["task_info"]!["rows"]!);
        Assert.Equal("Δρόμοι της πόλης", (string?)found["records"]![0]!["a"]);
        Assert.Contains("windows-1253", end["task_info"]!["logs"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_row_of_another_kind_makes_its_column_text_and_is_not_lost()
    {
        var content = new StringBuilder("a,b\n");
        for (var i = 0; i < 30_000; i++)
            content.Append(i).Append(",2020-01-01\n");
        var id = await site.HasFileAsync("mixed.csv", Utf8(content.Append("0164A,soon\n").ToString()));
        await site.EndAsync(id);
        var found = await site.Catalog.ResultAsync($"datastore_search?resource_id={id}&sort=_id desc&limit=2");

        Assert.Equal(30_001, (int)found["total"]!);
        Assert.Equal("""[{"_id":30001,"a":"0164A","b":"soon"},{"_id":30000,"a":"29999","b":"2020-01-01"}]""", found["records"]!.ToJsonString());
    }

    public static TheoryData<string, byte[], string, int?, int?> Bad() => new()
    {
        { "empty.csv", [], "The file is empty.", null, null },
        { "blank.csv", Utf8("\n \n"), "The file is empty.", null, null },
        { "long.csv", Utf8("a,b\n1,2\n\"x\ny\",4,Ω\n"), "Row 3 has more cells than the header: Ω stands in column 3.", 3, 3 },
        { "short.csv", Utf8("a,b,c\n1,2,3\n4,5\n"), "Row 3 has 2 cells, fewer than the header; column 3 is missing.", 3, 3 },
        { "twice.csv", Utf8("a,b,a\n1,2,3\n"), "Row 1, column 3: the header names a twice.", 1, 3 },
        { "quote.csv", Utf8("a,b\n1,\"x\n2,y\n"), "Row 2, column 2: a quotation mark is not closed.", 2, 2 },
        { "stray.csv", Utf8("a,b\n1,\"x\"y\n"), "Row 2, column 2: a quotation mark inside xy is not doubled.", 2, 2 },
        { "wide.csv", Utf8(string.Join(',', Enumerable.Range(0, 50_000)) + "\n"), "Row 1 has 50000 columns; a table may have 1,000.", 1, 1001 },
        { "nul.csv", Utf8("a,b\n1,x\0y\n"), "The encoding of the file cannot be told: save it as UTF-8.", null, null },
        { "bytes.csv", [.. Utf8("a,b\nΔρόμοι,Πλατείες\n"), 0xC3, 0x28, .. Utf8(",1\n")], "Row 3, column 1: the bytes C3 are no text in the encoding of the file.", 3, 1 },
        { "cell.csv", Utf8("a,b\n1," + new string('x', 5_000_000)), "Row 2 is longer than 4 million characters.", 2, 2 },
        { "mixed.csv", [.. Utf8("kekv;назва\n22;1\n"), .. Greek.GetBytes("Δρόμοι;2\n")], "Some lines of the file are UTF-8 and others are not.", null, null },
        { "cyrillic.csv", CodePagesEncodingProvider.Instance.GetEncoding("windows-1251")!.GetBytes("код;назва\n22;вода та дорога\n"), "The letters may be Cyrillic (windows-1251) or Greek (windows-1253, iso-8859-7): save the file as UTF-8.", null, null },
        { "page.csv", Utf8("{\"a\": [1]}\n"), "The file is no table but JSON.", null, null },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task A_bad_file_is_told_with_its_place_and_the_old_table_stays(string name, byte[] content, string message, int? row, int? column)
    {
        var id = await site.HasFileAsync("good.csv", Utf8("a,b\n1,x\n"));
        await site.EndAsync(id);
        var before = (await site.TableAsync(id), await site.VersionAsync(id));
        await site.ReplaceAsync(id, name, content);
        var end = await site.EndAsync(id);
        var error = end["error"];

        Assert.Equal(("error", message, row, column), ((string?)end["status"], (string?)error?["message"], (int?)error?["row"], (int?)error?["column"]));
        Assert.Equal(before, (await site.TableAsync(id), await site.VersionAsync(id)));
    }

    [Fact]
    public async Task Each_load_is_a_version_and_the_same_bytes_are_none()
    {
        var id = await site.HasFileAsync("a.csv", Utf8("a\n1\n"));
        await site.EndAsync(id);
        var first = await site.VersionAsync(id);
        var same = await site.LoadAsync(id);
        var unchanged = await site.VersionAsync(id);
        await site.LoadAsync(id, ignoreHash: true);
        var forced = await site.VersionAsync(id);
        await site.ReplaceAsync(id, "b.csv", Utf8("a,b\nx,2\n"));
        await site.EndAsync(id);

        Assert.Equal((first, "complete", first + 1), (unchanged, (string?)same["status"], forced));
        Assert.Contains("nothing to do", same["task_info"]!["logs"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(("a:text b:int4", "x,2"), await site.TableAsync(id));
        Assert.Equal("1", (string?)(await site.Catalog.ResultAsync($"datastore_search?resource_id={id}&version={first}"))["records"]![0]!["a"]?.ToString());
    }

    [Fact]
    public async Task What_the_dictionary_says_stays_and_counts()
    {
        var id = await site.HasFileAsync("a.csv", Utf8("code,n\n10,1\n"));
        await site.EndAsync(id);
        await site.Catalog.MakeAsync("datastore_create", new JsonObject
        {
            ["resource_id"] = id, ["force"] = true,
            ["fields"] = new JsonArray(
                new JsonObject { ["id"] = "code", ["info"] = new JsonObject { ["label"] = "Κωδικός", ["type_override"] = "text" } },
                new JsonObject { ["id"] = "n", ["info"] = new JsonObject { ["type_override"] = "numeric" } }),
        });
        await site.ReplaceAsync(id, "b.csv", Utf8("code,n\n20,2\n"));
        await site.EndAsync(id);
        var fields = (await site.Catalog.ResultAsync($"datastore_search?resource_id={id}"))["fields"]!;

        Assert.Equal(("code:text n:numeric", "20,2"), await site.TableAsync(id));
        Assert.Equal("Κωδικός", (string?)fields[1]!["info"]!["label"]);
    }

    [Fact]
    public async Task A_load_is_read_by_those_who_may_edit_and_by_nobody_else()
    {
        var (stranger, reader) = (await site.Catalog.HasUserAsync(), await site.Catalog.HasUserAsync());
        await site.Catalog.MakeAsync("organization_member_create", new JsonObject { ["id"] = "workshop", ["username"] = reader.Name, ["role"] = "member" });
        var id = await site.HasFileAsync("secret.csv", Utf8("a\n1\n2,canary\n"), isPrivate: true);
        var end = await site.EndAsync(id);

        Assert.Contains("canary", end.ToJsonString(), StringComparison.Ordinal);
        foreach (var token in new[] { null, stranger.Token, reader.Token })
        {
            var answers = new[]
            {
                await site.Catalog.GetAsync($"xloader_status?resource_id={id}", token),
                await site.Catalog.PostAsync("datapusher_status", $$"""{"resource_id": "{{id}}"}""", token),
                await site.Catalog.GetAsync($"task_status_show?entity_id={id}&task_type=xloader&key=xloader", token),
                await site.Catalog.PostAsync("xloader_submit", $$"""{"resource_id": "{{id}}"}""", token),
            };
            Assert.Equal([403, 403, 404, 403], answers.Select(answer => answer.Status));
            Assert.DoesNotContain("canary", string.Concat(answers.Select(answer => answer.Body.ToJsonString())), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_source_feeds_and_what_has_no_file_is_refused_at_once()
    {
        var made = await site.Catalog.MakeAsync("datastore_create", new JsonObject
        {
            ["resource"] = new JsonObject { ["package_id"] = await site.Catalog.HasDatasetAsync() }, ["fields"] = new JsonArray(new JsonObject { ["id"] = "a", ["type"] = "text" }),
        });

        Assert.Equal((409, """{"read-only":["The data of this resource comes from a source and cannot be replaced by a file"]}"""),
            await site.Catalog.TryAsync("xloader_submit", new JsonObject { ["resource_id"] = site.Catalog.TreesId }, site.Catalog.Site.Token));
        Assert.Equal((409, """{"resource_id":["The resource has no file and no address to load from"]}"""),
            await site.Catalog.TryAsync("datapusher_submit", new JsonObject { ["resource_id"] = (string)made["resource_id"]! }, site.Catalog.Site.Token));
    }

    [Fact]
    public async Task Addresses_inside_of_the_network_are_not_asked_and_not_told_of()
    {
        var made = await site.Catalog.MakeAsync("resource_create", new JsonObject
        {
            ["package_id"] = await site.Catalog.HasDatasetAsync(), ["url"] = $"{site.Catalog.Site.Address}api/3/action/status_show", ["format"] = "CSV",
        });
        var end = await site.EndAsync((string)made["id"]!);

        Assert.Equal(("error", $"The address {site.Catalog.Site.Address}api/3/action/status_show is not one that this site may fetch from."), ((string?)end["status"], (string?)end["error"]!["message"]));
    }

    /// <summary>An address inside of the network: refused by the loader, which shows that it was asked.</summary>
    [Fact]
    public async Task Links_that_come_with_a_dataset_are_loaded_as_those_of_resources_are()
    {
        var address = $"{site.Catalog.Site.Address}api/3/action/status_show";
        JsonObject Link(string number, string? id = null) => new() { ["id"] = id, ["url"] = $"{address}?{number}", ["format"] = "CSV" };
        var made = await site.Catalog.MakeAsync("package_create", new JsonObject { ["name"] = $"links-{Guid.NewGuid():n}", ["owner_org"] = "workshop", ["resources"] = new JsonArray(Without(Link("1")), new JsonObject { ["url"] = address, ["format"] = "PDF" }) });
        var (package, first, pdf) = ((string)made["id"]!, (string)made["resources"]![0]!["id"]!, (string)made["resources"]![1]!["id"]!);
        var told = await site.EndAsync(first);
        Assert.Contains("?1 is not one that this site may fetch from", (string?)told["error"]!["message"], StringComparison.Ordinal);
        Assert.Equal(404, (await site.Catalog.GetAsync($"xloader_status?resource_id={pdf}", site.Catalog.Site.Token)).Status);

        // A change that leaves the link alone loads nothing.
        await site.Catalog.MakeAsync("package_patch", new JsonObject { ["id"] = package, ["notes"] = "x" });
        Assert.Equal((string?)told["job_id"], (string?)(await site.EndAsync(first))["job_id"]);

        var patched = await site.Catalog.MakeAsync("package_patch", new JsonObject { ["id"] = package, ["resources"] = new JsonArray(Link("2", first), Without(Link("3"))) });
        Assert.Contains("?2 is", (string?)(await EndOfAsync(first, "?2"))["error"]!["message"], StringComparison.Ordinal);
        var second = (string)patched["resources"]![1]!["id"]!;
        Assert.Contains("?3 is", (string?)(await site.EndAsync(second))["error"]!["message"], StringComparison.Ordinal);

        patched["resources"]![1]!["url"] = $"{address}?4";
        await site.Catalog.MakeAsync("package_update", patched.DeepClone().AsObject());
        await EndOfAsync(second, "?4");
        await site.Catalog.MakeAsync("package_revise", new JsonObject { ["match"] = new JsonObject { ["id"] = package }, ["update__resources__1__url"] = $"{address}?5" });
        await EndOfAsync(second, "?5");

        static JsonObject Without(JsonObject link)
        {
            link.Remove("id");
            return link;
        }

        async Task<JsonNode> EndOfAsync(string resource, string words)
        {
            while (true)
            {
                var end = await site.EndAsync(resource);
                if (((string?)end["error"]?["message"])?.Contains(words, StringComparison.Ordinal) == true)
                    return end;
                await Task.Delay(50, CatalogSite.Ct);
            }
        }
    }

    [Fact]
    public async Task A_loader_of_ones_own_tells_how_far_it_is()
    {
        var id = await site.HasFileAsync("a.txt", Utf8("a\n1\n"));
        var none = await site.Catalog.GetAsync($"xloader_status?resource_id={id}", site.Catalog.Site.Token);
        var told = await site.Catalog.PostAsync("datapusher_hook", $$$"""{"metadata": {"resource_id": "{{{id}}}", "job_id": "j-1"}, "status": "error", "error": {"message": "m"}}""", site.Catalog.Site.Token);
        var (_, status) = await site.Catalog.PostAsync("datapusher_status", $$"""{"resource_id": "{{id}}"}""", site.Catalog.Site.Token);
        var task = await site.Catalog.ResultAsync($"task_status_show?entity_id={id}&task_type=datapusher&key=datapusher", site.Catalog.Site.Token);

        Assert.Equal((404, 200, null), (none.Status, told.Status, told.Body["result"]));
        Assert.Equal(("error", "j-1", "m", "error"),
            ((string?)status["result"]!["status"], (string?)status["result"]!["job_id"], (string?)status["result"]!["error"]!["message"], (string?)task["state"]));
        Assert.Equal(["status", "job_id", "job_url", "last_updated", "task_info", "error"], status["result"]!.AsObject().Select(pair => pair.Key));
    }
}
