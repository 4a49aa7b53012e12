using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Xml;
using Catalog.Api.Actions;
using Catalog.Api.Dcat.Rdf;
using Catalog.Api.Hosting;
using Catalog.Api.Pages;
using OpenData.Core.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Feeds;

/// <summary>A page of datasets as Atom (RFC 4287, contract 6.4).</summary>
internal sealed class AtomFeed(PackageSearcher searcher, PackageStore packages, CurrentSite site, SiteSettings settings, TimeProvider clock, PageTexts texts)
{
    private const string Atom = "http://www.w3.org/2005/Atom";
    private static readonly XmlWriterSettings Settings = new() { Indent = true, NewLineHandling = NewLineHandling.Entitize, Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) };

    /// <param name="request">Which datasets.</param>
    /// <param name="title">What they have in common, such as the title of an organization; null = all.</param>
    /// <param name="path">Of the feed, with its query but for the page.</param>
    /// <param name="ct">Gives up.</param>
    public async Task<byte[]> WriteAsync(FeedRequest request, string? title, PathString path, QueryString query, CancellationToken ct)
    {
        var hits = await searcher.SearchAsync(request.Query, ct);
        var found = await packages.ListAsync(hits.Ids, ct);
        var name = (await settings.ReadAsync(ct)).Title;
        var siteTitle = name == SiteOptions.DefaultTitle ? texts["site.title"] : new Literal(name).Text;
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, Settings))
        {
            xml.WriteStartElement("feed", Atom);
            xml.WriteAttributeString("xml", "lang", null, texts.Language);
            xml.WriteElementString("title", Atom, title is null ? siteTitle : $"{siteTitle}: {new Literal(title).Text}");
            xml.WriteElementString("id", Atom, $"{site.Url}{path}{query}");
            xml.WriteElementString("updated", Atom, Time(found.Count > 0 ? found.Max(package => package.MetadataModified) : clock.GetUtcNow()));
            xml.WriteStartElement("author", Atom);
            xml.WriteElementString("name", Atom, siteTitle);
            xml.WriteElementString("uri", Atom, $"{site.Url}/");
            xml.WriteEndElement();
            WriteLinks(xml, request, hits.Count, path, query);
            foreach (var package in found)
                WriteEntry(xml, package);
            xml.WriteEndElement();
        }

        return stream.ToArray();
    }

    private void WriteLinks(XmlWriter xml, FeedRequest request, long total, PathString path, QueryString query)
    {
        var last = Math.Max(1, (total + FeedRequest.PageSize - 1) / FeedRequest.PageSize);
        Link(xml, "self", "application/atom+xml", Page(request.Page));
        Link(xml, "alternate", "text/html", site.Url + texts.Href(request.Search));
        Link(xml, "first", "application/atom+xml", Page(1));
        Link(xml, "last", "application/atom+xml", Page(last));
        if (request.Page > 1)
            Link(xml, "prev", "application/atom+xml", Page(Math.Min(request.Page - 1, last)));
        if (request.Page < last)
            Link(xml, "next", "application/atom+xml", Page(request.Page + 1));

        string Page(long n) => $"{site.Url}{path}{query.Add("page", n.ToString(CultureInfo.InvariantCulture))}";
    }

    private void WriteEntry(XmlWriter xml, Package package)
    {
        xml.WriteStartElement("entry", Atom);
        xml.WriteElementString("id", Atom, $"{site.Url}/dataset/{package.Id}");
        xml.WriteElementString("title", Atom, new Literal(texts.Pick(package.TitleTranslated, package.Title)).Text);
        xml.WriteElementString("updated", Atom, Time(package.MetadataModified));
        xml.WriteElementString("published", Atom, Time(package.MetadataCreated));
        if (!string.IsNullOrWhiteSpace(package.Author))
        {
            xml.WriteStartElement("author", Atom);
            xml.WriteElementString("name", Atom, new Literal(package.Author).Text);
            xml.WriteEndElement();
        }

        foreach (var tag in package.Tags)
        {
            xml.WriteStartElement("category", Atom);
            xml.WriteAttributeString("term", new Literal(tag.Name).Text);
            xml.WriteEndElement();
        }

        var call = $"{site.Url}/api/3/action/package_show?id=";
        Link(xml, "alternate", "text/html", $"{site.Url}{texts.Href($"/dataset/{package.Name}")}");
        Link(xml, null, null, call + package.Id);
        Link(xml, "enclosure", "application/json", call + package.Name, Length(package));
        xml.WriteStartElement("content", Atom);
        xml.WriteString(new Literal(texts.Pick(package.NotesTranslated, package.Notes)).Text);
        xml.WriteEndElement();
        xml.WriteEndElement();
    }

    /// <summary>What package_show answers with, in bytes: the dict and the envelope around it.</summary>
    private long Length(Package package)
    {
        var help = JsonSerializer.Serialize($"{site.Url}/api/3/action/help_show?name=package_show", ApiJson.Options);
        return JsonSerializer.SerializeToUtf8Bytes(package, ApiJson.Options).Length + Encoding.UTF8.GetByteCount($$"""{"help":{{help}},"success":true,"result":}""");
    }

    private static void Link(XmlWriter xml, string? relation, string? type, string address, long? length = null)
    {
        xml.WriteStartElement("link", Atom);
        if (relation is not null)
            xml.WriteAttributeString("rel", relation);
        if (type is not null)
            xml.WriteAttributeString("type", type);
        if (length is { } bytes)
            xml.WriteAttributeString("length", bytes.ToString(CultureInfo.InvariantCulture));
        xml.WriteAttributeString("href", address);
        xml.WriteEndElement();
    }

    private static string Time(DateTimeOffset time) => time.ToUniversalTime().ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
}
