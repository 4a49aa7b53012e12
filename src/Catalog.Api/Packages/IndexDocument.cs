using System.Globalization;
using System.Text.Json;
using Catalog.Api.Actions;
using OpenData.Core.Packages;

namespace Catalog.Api.Packages;

/// <summary>A dataset as the fields of the index, for <c>fl</c> (contract 4.1): lists for fields with several values, times in milliseconds with Z, no key where nothing is set.</summary>
internal static class IndexDocument
{
    public static IReadOnlyDictionary<string, object> Of(Package package, IReadOnlyList<string> fields)
    {
        var document = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var field in fields)
        {
            if (Value(package, field) is { } value and not "" and not IReadOnlyList<string> { Count: 0 })
                document[field] = value;
        }

        return document;
    }

    private static object? Value(Package p, string field) => field switch
    {
        "id" => p.Id.ToString(),
        "name" => p.Name,
        "title" or "title_string" => p.Title,
        "notes" => p.Notes,
        "url" => p.Url,
        "version" => p.Version,
        "author" => p.Author,
        "author_email" => p.AuthorEmail,
        "maintainer" => p.Maintainer,
        "maintainer_email" => p.MaintainerEmail,
        "license_id" => p.LicenseId,
        "state" => p.State,
        "type" or "dataset_type" => p.Type,
        "entity_type" => "package",
        "organization" => p.Organization?.Name,
        "owner_org" => p.OwnerOrg?.ToString(),
        "creator_user_id" => p.CreatorUserId?.ToString(),
        "capacity" => p.Private ? "private" : "public",
        "private" => p.Private,
        "isopen" => p.Isopen,
        "num_resources" => p.NumResources,
        "num_tags" => p.NumTags,
        "metadata_created" => Time(p.MetadataCreated),
        "metadata_modified" or "indexed_ts" => Time(p.MetadataModified),
        "tags" => List(p.Tags.Select(tag => tag.Name)),
        "groups" => List(p.Groups.Select(group => group.Name)),
        "res_name" => List(p.Resources.Select(resource => resource.Name)),
        "res_description" => List(p.Resources.Select(resource => resource.Description)),
        "res_format" => List(p.Resources.Select(resource => resource.Format)),
        "res_url" => List(p.Resources.Select(resource => resource.Url)),
        "res_type" => List(p.Resources.Select(resource => resource.ResourceType)),
        "data_dict" or "validated_data_dict" => JsonSerializer.Serialize(p, ApiJson.Options),
        _ => p.Extras.FirstOrDefault(extra => extra.Key == field || $"extras_{extra.Key}" == field)?.Value,
    };

    private static List<string> List(IEnumerable<string?> values) => [.. values.OfType<string>()];

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
}
