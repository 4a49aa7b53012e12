using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Conformance;

/// <summary>
/// The whole recorded scenario against an empty catalog. Every answer that differs must be listed with its reason in <c>deviations.json</c>, and every listed one
/// must still differ: so docs/compatibility.md, which is made from it, stays true. The section of triggers is played and not compared.
/// </summary>
public sealed class RecordingTests
{
    private const string RecordedSite = "http://127.0.0.1:5062";

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_recorded_scenario_is_answered_as_CKAN_did_but_for_the_deviations_that_are_listed()
    {
        await using var site = await TestSite.StartAsync(null, Ct);
        var known = Recording.Deviations().SelectMany(deviation => deviation.Exchanges).ToHashSet();
        var found = new List<(Exchange Exchange, string Difference, bool IsShape)>();
        var compared = 0;
        await foreach (var result in PlayAsync(site))
        {
            compared += result.Difference is null ? 0 : 1;
            if (result.Difference is { Length: > 0 } difference)
                found.Add((result.Exchange, difference, result.IsShape));
        }

        var unlisted = found.Where(difference => !known.Contains(difference.Exchange.Number)).Select(difference => $"{difference.Exchange}: {difference.Difference}").ToList();
        var vanished = known.Except(found.Select(difference => difference.Exchange.Number)).Order().ToList();
        Assert.True(compared > 300);
        Assert.True(unlisted.Count == 0, $"not listed in deviations.json:{Environment.NewLine}{string.Join(Environment.NewLine, unlisted)}");
        Assert.True(vanished.Count == 0, $"listed, but answered as CKAN does: {string.Join(", ", vanished)}");
    }

    [Fact]
    public void The_document_of_deviations_is_made_from_the_list()
    {
        var exchanges = Recording.Load().ToDictionary(exchange => exchange.Number);
        var text = new StringBuilder(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Catalog.Api.Tests", "Conformance", "compatibility.head.md")));
        foreach (var deviation in Recording.Deviations())
        {
            var requests = deviation.Exchanges.Select(seq => exchanges[seq]).GroupBy(exchange => $"{exchange.Request["method"]} {exchange.Action}")
                .Select(same => $"`{same.Key}`{(same.Count() > 1 ? $" ({same.Count().ToString(CultureInfo.InvariantCulture)})" : "")}");
            text.Append(CultureInfo.InvariantCulture, $"| {deviation.Reason} | {string.Join(", ", requests)} |\n");
        }

        Snapshot.MatchFile(text.ToString(), Path.Combine(Repository.Root, "docs", "compatibility.md"));
    }

    private static async IAsyncEnumerable<(Exchange Exchange, string? Difference, bool IsShape)> PlayAsync(TestSite site)
    {
        var ours = new Dictionary<string, string>(StringComparer.Ordinal);
        var theirs = new Dictionary<string, string>(StringComparer.Ordinal);
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
        foreach (var exchange in Recording.Load())
        {
            var token = exchange.Caller switch
            {
                "anon" => null,
                "admin" => site.Token,
                var user => ours.GetValueOrDefault($"tok_{user}"),
            };
            using var request = RecordedRequest.Of(exchange, ours, site.Address, token);
            using var response = await client.SendAsync(request, Ct);
            var text = await response.Content.ReadAsStringAsync(Ct);
            var type = response.Content.Headers.ContentType?.MediaType ?? "";
            var json = type.Contains("json", StringComparison.Ordinal) && text.Length > 0 ? JsonNode.Parse(text) : null;
            foreach (var (name, path) in exchange.Captures)
            {
                if (Dig(json, path) is { } value)
                    ours[name] = value;
                if (exchange.Captured?[name] is { } recorded)
                    theirs[name] = recorded.ToString();
            }

            Assert.True((int)response.StatusCode < 500, $"{exchange}: {(int)response.StatusCode} {text}");
            if (exchange.Answer is not { } answer || exchange.Section is "datastore-triggers")
                yield return (exchange, null, false);
            else
                yield return Compare(exchange, answer, (int)response.StatusCode, type, json, text, ours, theirs, site.Address.ToString().TrimEnd('/'));
        }
    }

    private static (Exchange, string, bool) Compare(
        Exchange exchange, JsonObject answer, int status, string type, JsonNode? json, string text, Dictionary<string, string> ours, Dictionary<string, string> theirs, string site)
    {
        if (status != (int)answer["status"]!)
            return (exchange, $"status {status} instead of {answer["status"]}: {text[..Math.Min(200, text.Length)]}", true);
        var recordedType = ((string?)answer["content_type"] ?? "").Split(';')[0].Trim();
        if (!recordedType.Contains("html", StringComparison.Ordinal) && type != recordedType)
            return (exchange, $"type {type} instead of {recordedType}", false);
        if (answer.TryGetPropertyValue("json", out var recorded))
        {
            var (want, got) = (Comparable.Of(recorded, exchange.Action, Names(theirs), RecordedSite), Comparable.Of(json, exchange.Action, Names(ours), site));
            return (exchange, JsonDifference.First(want, got) ?? "", Comparable.Shape(want) != Comparable.Shape(got));
        }

        if (answer["text"] is { } plain && Comparable.Text((string)plain!, [], RecordedSite) is var wanted && Comparable.Text(text, [], site) is var had && wanted != had)
            return (exchange, $"text {had[..Math.Min(100, had.Length)]} instead of {wanted[..Math.Min(100, wanted.Length)]}", false);
        return (exchange, "", false);
    }

    private static List<(string Value, string Name)> Names(Dictionary<string, string> values) =>
        [.. values.Where(pair => pair.Value.Length > 8 && pair.Value != "<jwt>").Select(pair => (pair.Value, pair.Key)).OrderByDescending(pair => pair.Value.Length)];

    private static string? Dig(JsonNode? node, string path)
    {
        foreach (var part in path.Split('.'))
        {
            node = node switch
            {
                JsonArray list when int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Count => list[index],
                JsonObject map => map[part],
                _ => null,
            };
        }

        return node?.ToString();
    }
}
