using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Catalog.Api.Tests.Conformance;

/// <summary>An answer without what may differ between two servers: ids, times, hashes, tokens, addresses, the words of a search engine or database.</summary>
internal static partial class Comparable
{
    private static readonly HashSet<string> OfTheServer = new(StringComparer.Ordinal)
    {
        "db_size", "idx_size", "size", "ckan_version", "extensions", "site_url", "site_title", "site_description", "error_emails_to", "locale_default", "email_hash",
        "last_active", "image_display_url", "hash", "orig",
    };

    /// <summary>Lists that CKAN returns in no order.</summary>
    private static readonly HashSet<string> Unordered = new(StringComparer.Ordinal)
    {
        "tag_list", "group_list_authz", "organization_list_for_user", "user_list", "format_autocomplete", "tag_autocomplete", "member_list",
    };

    private static readonly string[] EngineTexts = ["Search Query is invalid:", "Search Error:", "SOLR returned an error", "(psycopg2.", "Invalid search query"];

    /// <param name="answer">As received.</param>
    /// <param name="action">Its action, for lists without order.</param>
    /// <param name="names">Value to name of what earlier answers gave, the longest first.</param>
    /// <param name="site">Its address.</param>
    public static JsonNode? Of(JsonNode? answer, string action, IReadOnlyList<(string Value, string Name)> names, string site)
    {
        var plain = Plain(answer, names, site);
        if (plain is JsonObject map && (bool?)map["success"] == true)
        {
            if (action == "help_show")
                map["result"] = map["result"] is null ? null : "<help>";
            if (Unordered.Contains(action) && map["result"] is JsonArray list)
                map["result"] = new JsonArray([.. list.Select(item => item?.DeepClone()).OrderBy(item => item?.ToJsonString(), StringComparer.Ordinal)]);
        }

        return plain;
    }

    public static string Text(string text, IReadOnlyList<(string Value, string Name)> names, string site)
    {
        text = text.Replace(site, "<base>", StringComparison.Ordinal);
        foreach (var (value, name) in names)
            text = text.Replace(value, $"<{name}>", StringComparison.Ordinal);
        text = Jwt().Replace(text, "<jwt>");
        text = TokenId().Replace(text, "<token id>");
        text = Uuid().Replace(text, "<uuid>");
        text = Time().Replace(text, "<time>");
        text = Hex().Replace(text, "<hex>");
        foreach (var engine in EngineTexts)
        {
            if (text.IndexOf(engine, StringComparison.Ordinal) is var at and >= 0)
                text = text[..at] + engine + "<engine text>";
        }

        return text;
    }

    /// <summary>Keys and JSON types only; of a list the first item stands for all.</summary>
    public static string Shape(JsonNode? node) => node switch
    {
        JsonObject map => $"{{{string.Join(',', map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}:{Shape(pair.Value)}"))}}}",
        JsonArray list => list.Count == 0 ? "[]" : $"[{Shape(list[0])}]",
        null => "null",
        _ => node.GetValueKind() is JsonValueKind.True or JsonValueKind.False ? "bool" : node.GetValueKind().ToString(),
    };

    private static JsonNode? Plain(JsonNode? node, IReadOnlyList<(string Value, string Name)> names, string site) => node switch
    {
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(Text(pair.Key, names, site), Value(pair.Key, pair.Value, names, site))).DistinctBy(pair => pair.Key)),
        JsonArray list => new JsonArray([.. list.Select(item => Plain(item, names, site))]),
        JsonValue text when text.GetValueKind() == JsonValueKind.String => Text(text.GetValue<string>(), names, site),
        _ => node?.DeepClone(),
    };

    private static JsonNode? Value(string key, JsonNode? value, IReadOnlyList<(string Value, string Name)> names, string site) =>
        OfTheServer.Contains(key) ? "<ignored>"
        : key == "token" && value?.GetValueKind() == JsonValueKind.String && value.ToString().Length > 0 ? "<token>"
        : Plain(value, names, site);

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.IgnoreCase)]
    private static partial Regex Uuid();

    [GeneratedRegex(@"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)?")]
    private static partial Regex Time();

    [GeneratedRegex(@"\b[0-9a-f]{32,64}\b")]
    private static partial Regex Hex();

    [GeneratedRegex("^[A-Za-z0-9_-]{43}$")]
    private static partial Regex TokenId();

    [GeneratedRegex(@"eyJ[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+|<jwt>")]
    private static partial Regex Jwt();
}
