using System.Text.Json;
using System.Text.Json.Nodes;

namespace OpenData.Core.Packages.Input;

/// <summary>A stored dataset as the document that would write it again unchanged: what package_patch, package_revise and the resource actions change and send on.</summary>
public static class ContentDocument
{
    public static JsonObject Of(PackageContent content)
    {
        var extras = new SortedDictionary<string, string>(content.Extras.ToDictionary(), StringComparer.Ordinal);
        if (content.TitleTranslated.Count > 0)
            extras["title_translated"] = JsonSerializer.Serialize(content.TitleTranslated);
        if (content.NotesTranslated.Count > 0)
            extras["notes_translated"] = JsonSerializer.Serialize(content.NotesTranslated);
        return new JsonObject
        {
            ["id"] = content.Id.ToString(),
            ["name"] = content.Name,
            ["title"] = content.Title,
            ["notes"] = content.Notes,
            ["author"] = content.Author,
            ["author_email"] = content.AuthorEmail,
            ["maintainer"] = content.Maintainer,
            ["maintainer_email"] = content.MaintainerEmail,
            ["url"] = content.Url,
            ["version"] = content.Version,
            ["license_id"] = content.LicenseId,
            ["private"] = content.Private,
            ["state"] = content.State,
            ["type"] = content.Type,
            ["owner_org"] = content.OwnerOrg?.ToString(),
            ["extras"] = new JsonArray([.. extras.Select(extra => new JsonObject { ["key"] = extra.Key, ["value"] = extra.Value })]),
            ["tags"] = new JsonArray([.. content.Tags.Select(tag => new JsonObject { ["name"] = tag.Name, ["vocabulary_id"] = tag.VocabularyId?.ToString() })]),
            ["groups"] = new JsonArray([.. content.Groups.Select(group => new JsonObject { ["id"] = group.ToString() })]),
            ["resources"] = new JsonArray([.. content.Resources.Select(Of)]),
        };
    }

    public static JsonObject Of(ResourceContent resource)
    {
        var document = new JsonObject
        {
            ["id"] = resource.Id.ToString(),
            ["name"] = resource.Name,
            ["description"] = resource.Description,
            ["format"] = resource.Format,
            ["url"] = resource.Url,
            ["url_type"] = resource.UrlType,
            ["mimetype"] = resource.Mimetype,
            ["mimetype_inner"] = resource.MimetypeInner,
            ["size"] = resource.Size,
            ["hash"] = resource.Hash,
            ["resource_type"] = resource.ResourceType,
            ["cache_url"] = resource.CacheUrl,
            ["cache_last_updated"] = Time(resource.CacheLastUpdated),
            ["last_modified"] = Time(resource.LastModified),
            ["created"] = Time(resource.Created),
        };
        if (resource.TitleTranslated.Count > 0)
            document["title_translated"] = JsonSerializer.SerializeToNode(resource.TitleTranslated);
        if (resource.DescriptionTranslated.Count > 0)
            document["description_translated"] = JsonSerializer.SerializeToNode(resource.DescriptionTranslated);
        foreach (var (key, value) in resource.Extras)
            document[key] = value?.DeepClone();
        return document;
    }

    private static string? Time(DateTimeOffset? time) => time is { } some ? Clock.Ckan(some) : null;
}
