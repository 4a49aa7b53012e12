using System.Globalization;
using System.Text;
using System.Xml;
using Catalog.Api.Hosting;
using Catalog.Api.Pages;
using Dapper;
using OpenData.Core.Database;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace Catalog.Api.Feeds;

/// <summary>What search engines may read: <c>/sitemap.xml</c> lists files of at most 50,000 addresses (contract 6.5); every page in every language.</summary>
internal sealed class Sitemap(PublicDatasets datasets, Database database, CurrentSite site)
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";
    private const string XHtml = "http://www.w3.org/1999/xhtml";
    private const int MostAddresses = 50_000;

    private static readonly string[] Pages = ["/", "/dataset", "/organization", "/group", "/budget", "/developers", "/runs"];
    private static readonly XmlWriterSettings Settings = new() { Async = true, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <summary>Datasets in one file: each has an address in every language.</summary>
    private static int PartSize => MostAddresses / TextCatalog.Languages.Count;

    public async Task WriteIndexAsync(Stream output, CancellationToken ct)
    {
        await using var xml = XmlWriter.Create(output, Settings);
        await xml.WriteStartElementAsync(null, "sitemapindex", Namespace);
        await WriteAsync(xml, "sitemap", $"{site.Url}/sitemap-pages.xml", null);
        foreach (var (part, modified) in (await datasets.PartsAsync(PartSize, ct)).Index())
            await WriteAsync(xml, "sitemap", string.Create(CultureInfo.InvariantCulture, $"{site.Url}/sitemap-datasets-{part + 1}.xml"), modified);
        await xml.WriteEndElementAsync();
    }

    /// <summary>The pages that are no datasets: lists, organizations, groups.</summary>
    public async Task WritePagesAsync(Stream output, CancellationToken ct)
    {
        const string sql = "select name, is_organization from catalog.\"group\" where state = 'active' order by is_organization desc, name collate \"C\" limit @limit";
        await using var connection = await database.Read.OpenConnectionAsync(ct);
        var groups = await connection.QueryAsync<(string Name, bool IsOrganization)>(new CommandDefinition(
            sql, new { limit = PartSize - Pages.Length }, cancellationToken: ct));
        await WriteSetAsync(output, Pages.Concat(groups.Select(group => $"/{(group.IsOrganization ? "organization" : "group")}/{group.Name}"))
            .Select(path => (path, (DateTimeOffset?)null)).ToAsyncEnumerable(), ct);
    }

    /// <exception cref="NotFoundException">There is no such part.</exception>
    public async Task WriteDatasetsAsync(Stream output, int part, CancellationToken ct)
    {
        if (part < 1 || part > (await datasets.PartsAsync(PartSize, ct)).Count)
            throw new NotFoundException();
        await WriteSetAsync(output, datasets.PartAsync(part - 1, PartSize, ct).Select(entry => ($"/dataset/{entry.Name}", (DateTimeOffset?)entry.Modified)), ct);
    }

    private async Task WriteSetAsync(Stream output, IAsyncEnumerable<(string Path, DateTimeOffset? Modified)> pages, CancellationToken ct)
    {
        await using var xml = XmlWriter.Create(output, Settings);
        await xml.WriteStartElementAsync(null, "urlset", Namespace);
        await xml.WriteAttributeStringAsync("xmlns", "xhtml", null, XHtml);
        await foreach (var (path, modified) in pages.WithCancellation(ct))
        {
            foreach (var language in TextCatalog.Languages)
                await WriteAsync(xml, "url", site.Url + PortalLanguage.Path(language, path), modified, path);
        }

        await xml.WriteEndElementAsync();
    }

    /// <param name="xml">Where to.</param>
    /// <param name="element"><c>url</c> or <c>sitemap</c>.</param>
    /// <param name="address">Absolute.</param>
    /// <param name="modified">UTC, or null.</param>
    /// <param name="page">Path of a page, which is named in its other languages too.</param>
    private async Task WriteAsync(XmlWriter xml, string element, string address, DateTimeOffset? modified, string? page = null)
    {
        await xml.WriteStartElementAsync(null, element, Namespace);
        await xml.WriteElementStringAsync(null, "loc", Namespace, address);
        if (modified is { } time)
            await xml.WriteElementStringAsync(null, "lastmod", Namespace, time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        foreach (var language in page is null ? [] : TextCatalog.Languages)
        {
            await xml.WriteStartElementAsync("xhtml", "link", XHtml);
            await xml.WriteAttributeStringAsync(null, "rel", null, "alternate");
            await xml.WriteAttributeStringAsync(null, "hreflang", null, language);
            await xml.WriteAttributeStringAsync(null, "href", null, site.Url + PortalLanguage.Path(language, page!));
            await xml.WriteEndElementAsync();
        }

        await xml.WriteEndElementAsync();
    }
}
