using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Conformance;

/// <summary>
/// Requests and the answers that a CKAN 2.11.5 gave to them, as far as they do not depend on data and as we mean to answer the same. One line of
/// <c>recorded.jsonl</c> each: <c>{"request": {"method", "path", "query"?, "json"?, "raw"?, "headers"?}, "status", "json"?}</c>; <c>{site}</c> is the address.
/// </summary>
public sealed class RecordedTests(CatalogSite site)
{
    public static TheoryData<int, string> Lines()
    {
        var data = new TheoryData<int, string>();
        var lines = File.ReadAllLines(Path.Combine(Repository.Root, "tests", "Catalog.Api.Tests", "Conformance", "recorded.jsonl"));
        foreach (var (i, line) in lines.Index())
        {
            var request = JsonNode.Parse(line)!["request"]!;
            data.Add(i + 1, $"{request["method"]} {request["path"]}");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task The_answer_is_the_recorded_one(int line, string what)
    {
        var recorded = JsonNode.Parse((await File.ReadAllLinesAsync(Path.Combine(Repository.Root, "tests", "Catalog.Api.Tests", "Conformance", "recorded.jsonl"), CatalogSite.Ct))[line - 1])!;
        using var request = Request(recorded["request"]!);
        using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
        var text = await response.Content.ReadAsStringAsync(CatalogSite.Ct);

        Assert.True((HttpStatusCode)(int)recorded["status"]! == response.StatusCode, $"{what}: {(int)response.StatusCode} {text}");
        if (recorded["json"] is { } expected)
        {
            var address = site.Client.BaseAddress!.ToString().TrimEnd('/');
            Assert.True(JsonNode.DeepEquals(expected, JsonNode.Parse(text.Replace(address, "{site}", StringComparison.Ordinal))), $"{what}: {text}");
        }
    }

    private static HttpRequestMessage Request(JsonNode recorded)
    {
        var query = recorded["query"] is JsonObject values
            ? "?" + string.Join('&', values.Select(pair => $"{Uri.EscapeDataString(pair.Key)}={Uri.EscapeDataString(pair.Value!.ToString())}"))
            : "";
        var request = new HttpRequestMessage(new HttpMethod((string)recorded["method"]!), (string)recorded["path"]! + query);
        if (recorded["json"] is { } json)
            request.Content = new StringContent(json.ToJsonString(), Encoding.UTF8, "application/json");
        else if (recorded["raw"] is { } raw)
            request.Content = new ByteArrayContent(((string)raw!).Length > 40 && ((string)raw!).All(char.IsAsciiHexDigit) ? Convert.FromHexString((string)raw!) : Encoding.UTF8.GetBytes((string)raw!));
        foreach (var (name, value) in recorded["headers"] as JsonObject ?? [])
        {
            if (!request.Headers.TryAddWithoutValidation(name, (string)value!))
                request.Content!.Headers.TryAddWithoutValidation(name, (string)value!);
        }

        return request;
    }
}
