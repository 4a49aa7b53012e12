using System.Globalization;
using System.Text.Json;
using Catalog.Api.Actions;
using Catalog.Api.Dcat;
using OpenData.Core.Packages;

namespace Catalog.Api.Feeds;

/// <summary><c>/data.json</c>: the catalog in DCAT-US 1.1 (Project Open Data), for harvesters that know only that. All public datasets, streamed.</summary>
internal sealed class DataJson(PublicDatasets datasets, DcatSiteReader sites)
{
    private const string Schema = "https://project-open-data.cio.gov/v1.1/schema";

    public async Task WriteAsync(JsonOutput output, CancellationToken ct)
    {
        var site = await sites.ReadAsync(ct);
        var json = output.Json;
        json.WriteStartObject();
        json.WriteString("@context", $"{Schema}/catalog.jsonld");
        json.WriteString("@id", $"{site.Url}/data.json");
        json.WriteString("@type", "dcat:Catalog");
        json.WriteString("conformsTo", Schema);
        json.WriteString("describedBy", $"{Schema}/catalog.json");
        json.WriteStartArray("dataset");
        await foreach (var package in datasets.ReadAsync(ct))
        {
            WriteDataset(json, package, site);
            await output.FlushIfLargeAsync(ct);
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteDataset(Utf8JsonWriter json, Package package, DcatSite site)
    {
        var fields = Fields.Of(package);
        var publisher = package.Organization is { } organization ? organization.Title.Length > 0 ? organization.Title : organization.Name : site.PublisherName;
        json.WriteStartObject();
        json.WriteString("@type", "dcat:Dataset");
        json.WriteString("identifier", fields["identifier"] ?? package.Id.ToString());
        json.WriteString("title", DatasetGraph.Title(package));
        json.WriteString("description", DatasetGraph.Description(package));
        json.WriteStartArray("keyword");   // the schema asks for at least one
        foreach (var keyword in package.Tags.Count > 0 ? package.Tags.Select(tag => tag.Name) : [publisher])
            json.WriteStringValue(keyword);
        json.WriteEndArray();
        json.WriteString("modified", Iso(package.MetadataModified));
        json.WriteString("issued", Iso(package.MetadataCreated));
        json.WriteString("accessLevel", "public");
        json.WriteStartObject("publisher");
        json.WriteString("@type", "org:Organization");
        json.WriteString("name", publisher);
        json.WriteEndObject();
        WriteContact(json, package, fields, publisher, site);
        WriteIf(json, "license", IriText.Web(package.LicenseUrl)?.Value);
        WriteIf(json, "landingPage", $"{site.Url}/dataset/{package.Name}");
        WriteIf(json, "accrualPeriodicity", fields.First("frequency") is { } frequency ? Repeating(frequency) : null);
        WriteIf(json, "spatial", fields["spatial_text"] ?? fields["spatial"]);
        WriteIf(json, "temporal", fields["temporal_start"] is { } start && fields["temporal_end"] is { } end ? $"{start}/{end}" : null);
        WriteList(json, "language", fields.List("language"));
        WriteList(json, "theme", fields.List("theme"));
        json.WriteStartArray("distribution");
        foreach (var resource in package.Resources)
            WriteDistribution(json, resource);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteContact(Utf8JsonWriter json, Package package, Fields fields, string publisher, DcatSite site)
    {
        json.WriteStartObject("contactPoint");
        json.WriteString("@type", "vcard:Contact");
        json.WriteString("fn", fields["contact_name"] ?? Given(package.Maintainer) ?? Given(package.Author) ?? publisher);
        WriteIf(json, "hasEmail", (IriText.Mail(fields["contact_email"] ?? Given(package.MaintainerEmail) ?? package.AuthorEmail) ?? IriText.Mail(site.Options.PublisherEmail))?.Value);
        json.WriteEndObject();
    }

    private static void WriteDistribution(Utf8JsonWriter json, Resource resource)
    {
        if (IriText.Location(resource.Url) is not { } url)
            return;
        json.WriteStartObject();
        json.WriteString("@type", "dcat:Distribution");
        WriteIf(json, "title", resource.Name);
        WriteIf(json, "description", resource.Description);
        WriteIf(json, "format", resource.Format);
        if (resource.UrlType == "upload" || FileTypes.IsFile(resource.Format, resource.Mimetype))
        {
            json.WriteString("downloadURL", url.Value);
            json.WriteString("mediaType", Given(resource.Mimetype) ?? "application/octet-stream");   // a download must have one
        }
        else
        {
            json.WriteString("accessURL", url.Value);
        }

        json.WriteEndObject();
    }

    /// <summary>ISO 8601 as the schema asks for; null where the frequency is none that it can say.</summary>
    private static string? Repeating(string frequency) => (EuLists.Frequency(frequency) as Dcat.Rdf.Iri)?.Value.Split('/')[^1] switch
    {
        "CONT" => "R/PT1S", "HOURLY" => "R/PT1H", "DAILY" => "R/P1D", "WEEKLY_3" => "R/P0.33W", "WEEKLY_2" => "R/P3.5D", "WEEKLY" => "R/P1W", "BIWEEKLY" => "R/P2W",
        "MONTHLY_3" => "R/P0.33M", "MONTHLY_2" => "R/P0.5M", "MONTHLY" => "R/P1M", "BIMONTHLY" => "R/P2M", "QUARTERLY" => "R/P3M", "ANNUAL_3" => "R/P4M", "ANNUAL_2" => "R/P6M",
        "ANNUAL" => "R/P1Y", "BIENNIAL" => "R/P2Y", "TRIENNIAL" => "R/P3Y", "QUADRENNIAL" => "R/P4Y", "DECENNIAL" => "R/P10Y", "IRREG" => "irregular", _ => null,
    };

    private static void WriteIf(Utf8JsonWriter json, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
            json.WriteString(name, value);
    }

    private static void WriteList(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 0)
            return;
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
