using Markdig;
using Markdig.Renderers.Html;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Microsoft.AspNetCore.Html;

namespace Catalog.Api.Pages;

/// <summary>Descriptions as HTML (security rule 19): raw HTML is shown as text, pictures become links, links go to http, https and mailto only.</summary>
internal static class Markdown
{
    private static readonly MarkdownPipeline Pipeline = new MarkdownPipelineBuilder().DisableHtml().UseAutoLinks().UsePipeTables().Build();

    public static IHtmlContent ToHtml(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return HtmlString.Empty;
        var document = Markdig.Markdown.Parse(text, Pipeline);
        foreach (var link in document.Descendants<LinkInline>().ToList())
        {
            link.IsImage = false;   // a picture would be fetched from a foreign host
            if (IsSafe(link.GetDynamicUrl?.Invoke() ?? link.Url))
                link.GetAttributes().AddProperty("rel", "nofollow noopener");
            else
                Unlink(link);
        }

        foreach (var link in document.Descendants<AutolinkInline>().ToList())
        {
            if (link.IsEmail || IsSafe(link.Url))
                link.GetAttributes().AddProperty("rel", "nofollow noopener");
            else
                link.ReplaceBy(new LiteralInline(link.Url));
        }

        // A page has one first-level heading, its own.
        foreach (var heading in document.Descendants<HeadingBlock>())
            heading.Level = Math.Min(heading.Level + 2, 6);
        return new HtmlString(document.ToHtml(Pipeline));
    }

    /// <summary>The first words without marks, for lists and <c>meta</c>; at most <paramref name="length"/> characters, cut at a blank.</summary>
    public static string Excerpt(string? text, int length = 220)
    {
        if (string.IsNullOrWhiteSpace(text))
            return "";
        var plain = string.Join(' ', Markdig.Markdown.ToPlainText(text, Pipeline).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (plain.Length <= length)
            return plain;
        var end = plain.LastIndexOf(' ', length);
        return string.Concat(plain.AsSpan(0, end > 0 ? end : length), "…");
    }

    /// <summary>Whether a page may link there.</summary>
    public static bool IsSafe(string? url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeMailto);

    private static void Unlink(LinkInline link)
    {
        var inside = new ContainerInline();
        while (link.FirstChild is { } child)
        {
            child.Remove();
            inside.AppendChild(child);
        }

        link.ReplaceBy(inside);
    }
}
