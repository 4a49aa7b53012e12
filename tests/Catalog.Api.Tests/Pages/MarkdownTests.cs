using System.Globalization;
using System.Text.Encodings.Web;
using Catalog.Api.Pages;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>Descriptions come from everywhere: no raw HTML, and links go to http, https and mailto only (security rule 19).</summary>
public sealed class MarkdownTests
{
    /// <summary>What people have tried elsewhere, one to a paragraph.</summary>
    public const string Payloads = """
        <script>alert(1)</script>

        <img src=x onerror=alert(1)>

        [link](javascript:alert(1)) [link](JaVaScRiPt:alert(1)) [link](&#106;avascript:alert(1)) [link](data:text/html,x) [link](vbscript:x) [link](file:///etc/passwd)

        ![picture](javascript:alert(1)) ![picture](https://elsewhere.example/pixel.png) ![picture](https://elsewhere.example/" onload="alert(1))

        <javascript:alert(1)> <https://example.org/auto> <somebody@example.org>

        [ref] and [other][ref]

        [ref]: javascript:alert(1) "title"

        | a | b |
        | - | - |
        | <svg/onload=alert(1)> | `<b>` |
        """;

    [Fact]
    public void Hostile_texts_become_no_markup()
    {
        var html = Html(Payloads);

        Assert.Equal([], PageMarkup.Faults(html));
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<svg", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[a](https://example.org/x)", "<a href=\"https://example.org/x\" rel=\"nofollow noopener\">a</a>")]
    [InlineData("[a](mailto:x@example.org)", "<a href=\"mailto:x@example.org\" rel=\"nofollow noopener\">a</a>")]
    [InlineData("https://example.org/plain", "<a href=\"https://example.org/plain\" rel=\"nofollow noopener\">https://example.org/plain</a>")]
    [InlineData("![a](https://example.org/p.png)", "<a href=\"https://example.org/p.png\" rel=\"nofollow noopener\">a</a>")]
    [InlineData("[**a**](javascript:x)", "<strong>a</strong>")]
    [InlineData("[a](/dataset/x)", "a")]
    public void Links_lead_to_addresses_that_a_reader_expects(string text, string expected) =>
        Assert.Equal($"<p>{expected}</p>\n", Html(text));

    [Fact]
    public void Headings_stand_below_those_of_the_page() => Assert.Equal("<h3>A</h3>\n<h6>B</h6>\n", Html("# A\n\n##### B"));

    [Fact]
    public void An_excerpt_has_no_marks_and_ends_at_a_word() =>
        Assert.Equal("Ο προϋπολογισμός του…", Markdown.Excerpt("Ο **προϋπολογισμός** [του](https://example.org) Δήμου", 23));

    private static string Html(string text)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        Markdown.ToHtml(text).WriteTo(writer, HtmlEncoder.Default);
        return writer.ToString();
    }
}
