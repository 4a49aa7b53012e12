using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using Catalog.Api.Dcat;

namespace Catalog.Api.Pages.Datasets;

/// <summary>The dataset in schema.org's words for search engines (contract 7.9), as a data block: nothing in it runs.</summary>
internal static class JsonLd
{
    // Greek as it is; <, > and & escaped, so that no text can end the element.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static string Of(DatasetShow page, PageTexts texts)
    {
        var package = page.Package;
        var version = page.Version;
        var name = Given(texts.Pick(package.TitleTranslated, package.Title)) ?? package.Name;
        var node = new JsonObject
        {
            ["@context"] = "https://schema.org/",
            ["@type"] = "Dataset",
            ["@id"] = $"{page.Site}{page.DatasetPath}",
            ["url"] = page.IsPinned ? page.PinnedUrl : $"{page.Site}{page.DatasetPath}",
            ["identifier"] = package.Id.ToString(),
            ["name"] = name,
            ["description"] = Given(Markdown.Excerpt(texts.Pick(package.NotesTranslated, package.Notes), 5_000)) ?? name,
            ["inLanguage"] = texts.Language,
            ["keywords"] = new JsonArray([.. package.Tags.Select(tag => (JsonNode)tag.Name)]),
            ["license"] = package.LicenseUrl ?? Given(package.LicenseTitle),
            ["isAccessibleForFree"] = true,
            ["dateCreated"] = Iso(package.MetadataCreated),
            ["dateModified"] = Iso(version?.PublishedAt ?? package.MetadataModified),
            ["datePublished"] = Iso(version?.PublishedAt ?? package.MetadataCreated),
            ["version"] = version?.Label ?? Given(package.Version),
            ["includedInDataCatalog"] = new JsonObject { ["@type"] = "DataCatalog", ["name"] = page.SiteTitle, ["url"] = $"{page.Site}/" },
            ["distribution"] = new JsonArray([.. package.Resources.Select(resource => (JsonNode)Distribution(page, resource, name, texts))]),
        };
        if (page.Publisher.Length > 0)
        {
            node["publisher"] = Organization(page);
            node["creator"] = Organization(page);
        }

        var fields = Fields.Of(package);
        node["temporalCoverage"] = (fields["temporal_start"], fields["temporal_end"]) is (null, null) ? null : $"{fields["temporal_start"] ?? ".."}/{fields["temporal_end"] ?? ".."}";
        node["spatialCoverage"] = Place(fields);
        node["sameAs"] = IriText.Web(fields["uri"])?.Value;
        return Known(node).ToJsonString(Options);
    }

    /// <summary>Without the properties that say nothing.</summary>
    private static JsonObject Known(JsonObject node)
    {
        foreach (var unknown in node.Where(pair => pair.Value is null).Select(pair => pair.Key).ToList())
            node.Remove(unknown);
        return node;
    }

    private static string? Given(string? text) => Literals.Plain(text)?.Text;

    private static JsonObject Organization(DatasetShow page) => new()
    {
        ["@type"] = "Organization", ["name"] = page.Publisher, ["url"] = $"{page.Site}/organization/{page.Package.Organization!.Name}",
    };

    /// <summary>What the publisher says of the place: a name, or a point as GeoJSON.</summary>
    private static JsonObject? Place(Fields fields)
    {
        var name = fields["spatial_text"] ?? (fields["spatial"] is { } text && text[0] is not ('{' or '[') ? text : null);
        var point = fields["spatial"] is { } shape && Fields.Parse(shape) is { ValueKind: JsonValueKind.Object } json && Wkt.OfGeoJson(shape)?.StartsWith("POINT ", StringComparison.Ordinal) == true
            && json.TryGetProperty("coordinates", out var coordinates) ? coordinates : (JsonElement?)null;
        if (name is null && point is null)
            return null;
        var place = new JsonObject { ["@type"] = "Place" };
        if (name is not null)
            place["name"] = name;
        if (point is { } at && at.GetArrayLength() >= 2)
            place["geo"] = new JsonObject { ["@type"] = "GeoCoordinates", ["latitude"] = at[1].GetDouble(), ["longitude"] = at[0].GetDouble() };
        return place;
    }

    private static JsonObject Distribution(DatasetShow page, OpenData.Core.Packages.Resource resource, string name, PageTexts texts)
    {
        var published = page.Published(resource);
        var place = $"{page.Site}{page.DatasetPath}/resource/{resource.Id}";
        return Known(new JsonObject
        {
            ["@type"] = "DataDownload",
            ["name"] = Given(texts.Pick(resource.TitleTranslated, resource.Name)) ?? Given(resource.Format) ?? name,
            ["encodingFormat"] = Given(resource.Mimetype) ?? Given(resource.Format),
            ["url"] = place,
            // What leads nowhere that a program may go is told of by its page.
            ["contentUrl"] = published is not null && page.IsPinned ? $"{page.PinnedUrl}/{published.Name}.csv" : IriText.Location(resource.Url)?.Value ?? place,
            ["contentSize"] = (published?.Bytes ?? resource.Size) is { } bytes ? $"{bytes} B" : null,
            ["sha256"] = published?.Sha256,
            ["description"] = texts.Pick(resource.DescriptionTranslated, resource.Description) is { Length: > 0 } about ? Markdown.Excerpt(about, 1_000) : null,
        });
    }

    private static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
