using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Catalog.Api.Tests.Conformance;

/// <summary>Makes the HTTP request of a recorded exchange, byte for byte where it was raw.</summary>
internal static partial class RecordedRequest
{
    public static HttpRequestMessage Of(Exchange exchange, IReadOnlyDictionary<string, string> values, Uri site, string? token)
    {
        var recorded = (JsonObject)Fill(exchange.Request, values)!;
        var address = (string)recorded["path"]! + Query(recorded["query"] as JsonObject);
        var request = new HttpRequestMessage(
            new HttpMethod((string)recorded["method"]!),
            new Uri(site.ToString().TrimEnd('/') + Escaped(address), new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true }))
        {
            Content = Body(recorded),
        };
        if (token is not null)
            request.Headers.TryAddWithoutValidation(exchange.TokenHeader, token);
        foreach (var (name, value) in recorded["headers"] as JsonObject ?? [])
        {
            if (value is not null && !request.Headers.TryAddWithoutValidation(name, (string)value!))
            {
                request.Content ??= new ByteArrayContent([]);
                request.Content.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, (string)value!);
            }
        }

        return request;
    }

    private static JsonNode? Fill(JsonNode? node, IReadOnlyDictionary<string, string> values) => node switch
    {
        JsonObject map => new JsonObject(map.Select(pair => KeyValuePair.Create(FillText(pair.Key, values), Fill(pair.Value, values)))),
        JsonArray list => new JsonArray([.. list.Select(item => Fill(item, values))]),
        JsonValue text when text.GetValueKind() == System.Text.Json.JsonValueKind.String => FillText(text.GetValue<string>(), values),
        _ => node?.DeepClone(),
    };

    private static string FillText(string text, IReadOnlyDictionary<string, string> values) =>
        Place().Replace(text, match => values.GetValueOrDefault(match.Groups[1].Value, $"MISSING_{match.Groups[1].Value}"));

    private static HttpContent? Body(JsonObject recorded)
    {
        if (recorded.TryGetPropertyValue("json", out var json))
            return new StringContent(json?.ToJsonString() ?? "null", Encoding.UTF8, "application/json");
        if (recorded["files"] is JsonObject files)
            return Multipart(recorded["form"] as JsonObject ?? [], files);
        if (recorded["form"] is JsonObject form)
            return new StringContent(Query(form).TrimStart('?'), Encoding.UTF8, "application/x-www-form-urlencoded");
        if (recorded["raw"] is not { } raw)
            return null;
        var text = (string)raw!;
        return new ByteArrayContent(Hex().IsMatch(text) ? Convert.FromHexString(text) : Encoding.UTF8.GetBytes(text));
    }

    /// <summary>By hand: HttpClient's own writer loses letters of file names that are not ASCII.</summary>
    private static ByteArrayContent Multipart(JsonObject form, JsonObject files)
    {
        const string boundary = "recorded-boundary";
        using var body = new MemoryStream();
        foreach (var (name, value) in form)
            body.Write(Encoding.UTF8.GetBytes($"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n"));
        foreach (var (name, file) in files)
        {
            var content = (string)file!["content"]!;
            body.Write(Encoding.UTF8.GetBytes(
                $"--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file["filename"]}\"\r\nContent-Type: {(string?)file["type"] ?? "application/octet-stream"}\r\n\r\n"));
            body.Write(LeftOut().Match(content) is { Success: true } match
                ? Encoding.ASCII.GetBytes(new string('x', int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)))
                : Encoding.UTF8.GetBytes(content));
            body.Write("\r\n"u8);
        }

        body.Write(Encoding.UTF8.GetBytes($"--{boundary}--\r\n"));
        var bytes = new ByteArrayContent(body.ToArray());
        bytes.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary={boundary}");
        return bytes;
    }

    private static string Query(JsonObject? pairs)
    {
        if (pairs is null)
            return "";
        var encoded = pairs.SelectMany(pair => (pair.Value is JsonArray list ? list.Select(Text) : [Text(pair.Value)]).Select(value => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(value).Replace("%20", "+", StringComparison.Ordinal)}"));   // as the recording's client did
        return "?" + string.Join('&', encoded);
    }

    private static string Text(JsonNode? value) => value?.GetValueKind() switch
    {
        null => "None",
        System.Text.Json.JsonValueKind.True => "True",
        System.Text.Json.JsonValueKind.False => "False",
        _ => value.ToString(),
    };

    /// <summary>What a request line cannot hold; everything else as it was sent.</summary>
    private static string Escaped(string address) => string.Concat(address.EnumerateRunes().Select(rune =>
        rune.Value is > 0x20 and < 0x7f && "\"<>\\^`{|}".IndexOf((char)rune.Value, StringComparison.Ordinal) < 0
            ? rune.ToString()
            : string.Concat(Encoding.UTF8.GetBytes(rune.ToString()).Select(b => $"%{b:X2}"))));

    [GeneratedRegex(@"\$\{(\w+)\}")]
    private static partial Regex Place();

    [GeneratedRegex("^(?:[0-9a-f]{2}){20,}$")]
    private static partial Regex Hex();

    [GeneratedRegex("^<([0-9]+) bytes left out>$")]
    private static partial Regex LeftOut();
}
