using System.Text.Json.Nodes;

namespace OpenData.Core.Activities;

/// <summary>The dataset documents that activities hold: addresses on the site are stored from the first slash on, because the site may have another name when they are read.</summary>
internal static class StoredPackageDocument
{
    /// <summary>Makes the addresses absolute.</summary>
    /// <param name="data">Of an activity; anything else is left as it is.</param>
    /// <param name="site">Scheme and host.</param>
    public static void SetSite(JsonNode? data, string site)
    {
        if ((data as JsonObject)?["package"] is not JsonObject package)
            return;
        foreach (var resource in Objects(package["resources"]))
            SetSite(resource, "url", site);
        foreach (var group in Objects(package["groups"]))
            SetSite(group, "image_display_url", site);
    }

    public static IEnumerable<JsonObject> Objects(JsonNode? list) => (list as JsonArray ?? []).OfType<JsonObject>();

    public static string? Text(JsonObject map, string key) =>
        map[key] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static void SetSite(JsonObject map, string key, string site)
    {
        if (Text(map, key) is { } address && address.StartsWith('/'))
            map[key] = site + address;
    }
}
