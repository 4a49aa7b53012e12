using System.Globalization;
using System.Text.Json;
using Catalog.Api.Actions;
using Catalog.Api.Dcat;
using OpenData.Core.Packages;
using OpenData.Core.Search;

namespace Catalog.Api.Feeds;

/// <summary><c>/dcat.json</c>: a page of the catalog as a plain list of objects, for harvesters from before <c>/catalog.jsonld</c> (contract 6.3). Pages as those have.</summary>
internal sealed class DcatJson(PackageSearcher searcher, PackageStore packages, DcatSiteReader sites)
{
    public async Task<byte[]> WriteAsync(CatalogRequest request, CancellationToken ct)
    {
        var hits = await searcher.SearchAsync(request.Query, ct);
        var site = await sites.ReadAsync(ct);
        using var stream = new MemoryStream();
        await using (var json = new Utf8JsonWriter(stream, ApiJson.Writer))
        {
            json.WriteStartArray();
            foreach (var package in await packages.ListAsync(hits.Ids, ct))
                WriteDataset(json, package, site);
            json.WriteEndArray();
        }

        return stream.ToArray();
    }

    private static void WriteDataset(Utf8JsonWriter json, Package package, DcatSite site)
    {
        var fields = Fields.Of(package);
        json.WriteStartObject();
        json.WriteString("title", DatasetGraph.Title(package));
        json.WriteString("description", DatasetGraph.Description(package));
        json.WriteString("landingPage", $"{site.Url}/dataset/{package.Name}");
        json.WriteString("issued", Iso(package.MetadataCreated));
        json.WriteString("modified", Iso(package.MetadataModified));
        json.WriteString("identifier", fields["identifier"] ?? package.Id.ToString());
        WriteList(json, "keyword", package.Tags.Select(tag => tag.Name));
        WriteList(json, "language", fields.List("language"));
        json.WriteStartObject("publisher");
        json.WriteString("name", package.Organization is { } organization ? Literals.Plain(organization.Title)?.Text ?? organization.Name : site.PublisherName);
        json.WriteEndObject();
        json.WriteStartArray("distribution");
        foreach (var resource in package.Resources)
            WriteDistribution(json, package, resource, site);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDistribution(Utf8JsonWriter json, Package package, Resource resource, DcatSite site)
    {
        json.WriteStartObject();
        json.WriteString("title", resource.Name ?? "");
        json.WriteString("description", resource.Description ?? "");
        json.WriteString("accessURL", IriText.Location(resource.Url)?.Value ?? $"{site.Url}/dataset/{package.Id}/resource/{resource.Id}");
        json.WriteString("format", resource.Format);
        json.WriteString("mediaType", resource.Mimetype ?? "");
        if (resource.Size is >= 0 and { } size)
            json.WriteNumber("byteSize", size);
        json.WriteString("license", package.LicenseUrl ?? package.LicenseTitle ?? "");
        json.WriteEndObject();
    }

    private static void WriteList(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.ffffffZ", CultureInfo.InvariantCulture);
}
