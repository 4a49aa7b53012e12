using Catalog.Api.Dcat;
using Catalog.Api.Dcat.Rdf;
using Xunit;

namespace Catalog.Api.Tests.Dcat;

/// <summary>Publishers' texts as addresses, dates, shapes and codes (contract 7.2, 7.8).</summary>
public sealed class TextTests
{
    [Theory]
    [InlineData(" http://example.org/a b ", "http://example.org/a%20b")]
    [InlineData("https://example.org/x?q=[1]&r={2}|^`", "https://example.org/x?q=%5B1%5D&r=%7B2%7D%7C%5E%60")]
    [InlineData("http://example.org/%41%zz%", "http://example.org/%41%25zz%25")]
    [InlineData("http://example.org/#a#b", "http://example.org/#a%23b")]
    [InlineData("http://example.org/δέντρα", "http://example.org/δέντρα")]
    [InlineData("HTTP://example.org/a", "HTTP://example.org/a")]
    [InlineData("http://", null)]
    [InlineData("http://example.org:port/", null)]
    [InlineData("example.org", null)]
    [InlineData("javascript:alert(1)", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void An_address_is_cleaned_and_a_text_that_is_none_is_refused(string? text, string? expected) => Assert.Equal(expected, IriText.Web(text)?.Value);

    [Theory]
    [InlineData("2024", "2024^^xsd:gYear")]
    [InlineData("2024-05", "2024-05^^xsd:gYearMonth")]
    [InlineData("2024-05-31", "2024-05-31^^xsd:date")]
    [InlineData("2024-05-31T09:12:33+03:00", "2024-05-31T06:12:33.000000Z^^xsd:dateTime")]
    [InlineData("2024-05-31 09:12", "2024-05-31T09:12:00.000000Z^^xsd:dateTime")]
    [InlineData("2024-13", "2024-13")]
    [InlineData("2024-02-30", "2024-02-30")]
    [InlineData("spring 2024", "spring 2024")]
    [InlineData("9999-99-99T99:99", "9999-99-99T99:99")]
    public void A_date_is_typed_by_its_form(string text, string expected)
    {
        var literal = Literals.Date(text);

        Assert.Equal(expected, literal.Datatype is null ? literal.Text : $"{literal.Text}^^{literal.Datatype}");
    }

    [Theory]
    [InlineData("""{"type":"Point","coordinates":[22.9444,40.64031]}""", "POINT (22.9444 40.6403)")]
    [InlineData("""{"type":"MultiPoint","coordinates":[[1,2],[3,4]]}""", "MULTIPOINT (1.0000 2.0000, 3.0000 4.0000)")]
    [InlineData("""{"type":"Feature","geometry":{"type":"LineString","coordinates":[[1,2],[3,4]]}}""", "LINESTRING (1.0000 2.0000, 3.0000 4.0000)")]
    [InlineData("""{"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,0]]]]}""", "MULTIPOLYGON (((0.0000 0.0000, 1.0000 0.0000, 1.0000 1.0000, 0.0000 0.0000)))")]
    [InlineData("""{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}""", "GEOMETRYCOLLECTION (POINT (1.0000 2.0000))")]
    [InlineData("""{"type":"Point","coordinates":["1",2]}""", null)]
    [InlineData("""{"type":"Point","coordinates":[[1,2]]}""", null)]
    [InlineData("""{"type":"Polygon","coordinates":[]}""", null)]
    [InlineData("""{"type":"Circle","coordinates":[1,2]}""", null)]
    [InlineData("""{"type":5}""", null)]
    [InlineData("[1,2]", null)]
    [InlineData("Thessaloniki", null)]
    public void GeoJSON_becomes_well_known_text(string json, string? expected) => Assert.Equal(expected, Wkt.OfGeoJson(json));

    [Theory]
    [InlineData("CSV", null, "CSV", "text/csv")]
    [InlineData("csv", "text/csv; charset=utf-8", "CSV", "text/csv")]
    [InlineData("", "application/pdf", "PDF", "application/pdf")]
    [InlineData("GeoJSON", null, "GEOJSON", "application/geo+json")]
    [InlineData("text/turtle", null, "RDF_TURTLE", "text/turtle")]
    [InlineData("SHP", "application/zip", "SHP", "application/zip")]
    public void A_format_is_named_by_both_lists(string format, string? mimetype, string code, string mediaType)
    {
        Assert.Equal(new Iri($"http://publications.europa.eu/resource/authority/file-type/{code}"), FileTypes.Format(format, mimetype));
        Assert.Equal(new Iri($"https://www.iana.org/assignments/media-types/{mediaType}"), FileTypes.MediaType(format, mimetype));
    }

    [Theory]
    [InlineData("el", "language/ELL")]
    [InlineData("en-GB", "language/ENG")]
    [InlineData("por", "language/POR")]
    public void A_language_is_named_by_the_EUs_list(string text, string expected) => Assert.Equal($"http://publications.europa.eu/resource/authority/{expected}", ((Iri)EuLists.Language(text)).Value);

    [Theory]
    [InlineData("annual", "ANNUAL")]
    [InlineData("R/P1M", "MONTHLY")]
    [InlineData("http://purl.org/cld/freq/weekly", "WEEKLY")]
    [InlineData("QUARTERLY", "QUARTERLY")]
    public void A_frequency_is_named_by_the_EUs_list(string text, string expected) => Assert.Equal($"http://publications.europa.eu/resource/authority/frequency/{expected}", ((Iri)EuLists.Frequency(text)).Value);

    [Theory]
    [InlineData("frequency", "quarterly", "QUARTERLY")]
    [InlineData("data-theme", "http://publications.europa.eu/resource/authority/data-theme/ENVI", "ENVI")]
    [InlineData("data-theme", "https://publications.europa.eu/resource/authority/data-theme/NONE", null)]
    [InlineData("distribution-status", "completed", "COMPLETED")]
    [InlineData("distribution-status", "DONE", null)]
    [InlineData("planned-availability", "", null)]
    public void A_code_is_one_of_its_list_or_none(string list, string text, string? code) =>
        Assert.Equal(code is null ? null : new Iri($"http://publications.europa.eu/resource/authority/{list}/{code}"), EuLists.Code(list, text));

    [Fact]
    public void Every_code_that_we_can_say_is_in_its_list()
    {
        var formats = FileTypes.All.Select(type => type.Code).Distinct().Where(code => !Shapes.HasCode("file-type", code));
        var others = EuLists.AllCodes.SelectMany(list => list.Value.Select(code => (list.Key, code))).Where(code => !Shapes.HasCode(code.Key, code.code));

        Assert.Empty(formats);
        Assert.Empty(others);
    }

    [Fact]
    public void A_text_keeps_what_every_format_can_hold()
    {
        Assert.Equal("a\ufffdb\ufffd", new Literal($"a{(char)0xD800}b{(char)0xDC00}").Text);   // halves of characters
        Assert.Equal("x🌳\u202e", new Literal("\u0001x\u001f\ufffe🌳\u202e").Text);
    }

    [Fact]
    public void What_no_list_knows_stays_as_it_was_written()
    {
        Assert.Equal(new Literal("when it rains"), EuLists.Frequency("when it rains"));
        Assert.Equal(new Literal("our own terms"), EuLists.Licence("our own terms"));
        Assert.Equal(new Iri("https://example.org/licence"), EuLists.Licence("https://example.org/licence"));
        Assert.Null(EuLists.Licence("notspecified"));
        Assert.Equal(new Literal("Paper"), FileTypes.Format("Paper", null));
    }

    [Theory]
    [InlineData("""["a", 5, null, {"b": 1}, " "]""", new[] { "a", "5" })]
    [InlineData("a, b ,,c", new[] { "a", "b", "c" })]
    [InlineData("[broken", new[] { "[broken" })]
    [InlineData("""["\ud800"]""", new[] { "[\"\\ud800\"]" })]
    [InlineData("one", new[] { "one" })]
    public void A_list_is_JSON_or_has_commas_or_is_one_text(string text, string[] expected) =>
        Assert.Equal(expected, new Fields([KeyValuePair.Create("key", text)]).List("key"));
}
