using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Catalog.Api.Tests.Conformance;

/// <summary>The first place at which two JSON values differ, as a path and both values; null when they are equal.</summary>
internal static class JsonDifference
{
    public static string? First(JsonNode? want, JsonNode? got, string at = "$")
    {
        switch (want, got)
        {
            case (JsonObject wanted, JsonObject had):
                return wanted.Where(pair => !had.ContainsKey(pair.Key)).Select(pair => $"{at}.{pair.Key} is missing").FirstOrDefault()
                    ?? had.Where(pair => !wanted.ContainsKey(pair.Key)).Select(pair => $"{at}.{pair.Key} is extra").FirstOrDefault()
                    ?? wanted.Select(pair => First(pair.Value, had[pair.Key], $"{at}.{pair.Key}")).FirstOrDefault(difference => difference is not null);
            case (JsonArray wanted, JsonArray had) when wanted.Count != had.Count:
                return string.Create(CultureInfo.InvariantCulture, $"{at}: {had.Count} items instead of {wanted.Count}");
            case (JsonArray wanted, JsonArray had):
                return wanted.Zip(had).Index().Select(pair => First(pair.Item.First, pair.Item.Second, string.Create(CultureInfo.InvariantCulture, $"{at}[{pair.Index}]")))
                    .FirstOrDefault(difference => difference is not null);
            case (JsonValue wanted, JsonValue had) when wanted.GetValueKind() == JsonValueKind.Number && had.GetValueKind() == JsonValueKind.Number:
                return Double(wanted) == Double(had) ? null : $"{at}: {Cut(got)} instead of {Cut(want)}";   // the recording went through doubles
            default:
                return JsonNode.DeepEquals(want, got) ? null : $"{at}: {Cut(got)} instead of {Cut(want)}";
        }
    }

    private static double Double(JsonValue number) => double.Parse(number.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Cut(JsonNode? node) => (node?.ToJsonString() ?? "null") is { Length: > 100 } text ? text[..100] : node?.ToJsonString() ?? "null";
}
