using Xunit;

namespace Catalog.Api.Tests.Dcat;

/// <summary>Whatever stands in an address, the answer is a page, a document or an error that the reader may know; <see cref="RdfSite.GetAsync"/> refuses the rest.</summary>
[Collection(RdfTests.Name)]
public sealed class HostileAddressTests(RdfSite site)
{
    private static readonly string[] Texts =
    [
        "", " ", "%00", "'", "\"", "\\", "*", "[", "]", "[* TO", "a:b:c", "{!func}x", "(", "-", "+", "~", "AND", "NOT", "../..", "%2e%2e%2f", "\u0001", "é🌳", "-1", "0", "1e9", "99999999999999999999999999",
        "0x10", "NaN", "null", "true", "<script>alert(1)</script>", "' or 1=1 --", "2024-13-45", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "ttl", "x,y", new string('a', 3000), new string('(', 500),
    ];

    [Theory]
    [InlineData("/catalog.ttl?q={0}")]
    [InlineData("/catalog.rdf?fq={0}")]
    [InlineData("/catalog.jsonld?page={0}&modified_since={0}")]
    [InlineData("/catalog.n3?modified_since={0}")]
    [InlineData("/catalog.xml?profiles={0}")]
    [InlineData("/dataset/{0}.ttl")]
    [InlineData("/feeds/custom.atom?q={0}&sort={0}")]
    [InlineData("/feeds/custom.atom?{0}={0}")]
    [InlineData("/feeds/tag/{0}.atom?page={0}")]
    [InlineData("/feeds/organization/{0}.atom")]
    [InlineData("/sitemap-datasets-{0}.xml")]
    [InlineData("/organization/{0}")]
    [InlineData("/group?q={0}&page={0}")]
    [InlineData("/organization/about/{0}")]
    [InlineData("/user/{0}")]
    [InlineData("/dataset/groups/{0}")]
    [InlineData("/dataset/versioned/dictionary/{0}?version={0}")]
    [InlineData("/organization/city?q={0}&tags={0}&page={0}")]
    [InlineData("/api/3/action/dcat_catalog_show?q={0}&fq={0}&format={0}")]
    [InlineData("/api/3/action/dcat_dataset_show?id={0}&profiles={0}")]
    public async Task No_text_makes_an_address_fail(string address)
    {
        foreach (var text in Texts)
        {
            var escaped = text is "%00" or "%2e%2e%2f" ? text : Uri.EscapeDataString(text);
            using var response = await site.GetAsync(string.Format(System.Globalization.CultureInfo.InvariantCulture, address, escaped));
        }
    }

    [Fact]
    public async Task Accept_headers_of_any_kind_are_answered()
    {
        foreach (var accept in new[] { ",", ";q=1", "text/turtle;q=2", "text/turtle;q=", "*", "*/*;q=0", "text/turtle; q=0.5; q=0.7", new string(',', 5000), "\"" })
        {
            using var response = await site.GetAsync("/dataset/full", accept: accept);
            Assert.True((int)response.StatusCode is 200 or 400, accept);
        }
    }
}
