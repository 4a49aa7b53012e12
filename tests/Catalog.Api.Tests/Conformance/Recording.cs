using System.Text.Json.Nodes;
using OpenData.Testing;

namespace Catalog.Api.Tests.Conformance;

/// <summary>
/// One scenario played against a CKAN 2.11.5 that held nothing but its sysadmin <c>admin</c>: a line for each exchange of <c>recording.jsonl</c>. Requests hold
/// <c>${name}</c> where an earlier answer gave the value; exchanges without an answer are played because later ones need them.
/// </summary>
internal static class Recording
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests", "Catalog.Api.Tests", "Conformance");

    public static IReadOnlyList<Exchange> Load() => [.. File.ReadLines(Path.Combine(Folder, "recording.jsonl")).Select(line => new Exchange(JsonNode.Parse(line)!.AsObject()))];

    /// <summary>Where we answer otherwise, and why: the list behind docs/compatibility.md.</summary>
    public static IReadOnlyList<Deviation> Deviations() =>
        [.. JsonNode.Parse(File.ReadAllText(Path.Combine(Folder, "deviations.json")))!.AsArray().Select(node => new Deviation(
            (string)node!["reason"]!, [.. node["exchanges"]!.AsArray().Select(seq => (int)seq!)]))];
}

/// <summary>Exchanges that one reason explains.</summary>
internal sealed record Deviation(string Reason, IReadOnlyList<int> Exchanges);

/// <summary>A request and the recorded answer.</summary>
internal sealed class Exchange(JsonObject line)
{
    public int Number => (int)line["seq"]!;

    public string Section => (string)line["section"]!;

    /// <summary><c>anon</c>, <c>admin</c> or the name of a user whose token an earlier answer gave.</summary>
    public string Caller => (string)line["auth"]!;

    public string TokenHeader => (string?)line["auth_header"] ?? "Authorization";

    public JsonObject Request => line["request"]!.AsObject();

    /// <summary>Path in our answer by the name under which later requests use it.</summary>
    public IEnumerable<KeyValuePair<string, string>> Captures => line["capture"]?.AsObject().Select(pair => KeyValuePair.Create(pair.Key, (string)pair.Value!)) ?? [];

    /// <summary>What those were in the recording.</summary>
    public JsonObject? Captured => line["captured"]?.AsObject();

    /// <summary>Null: played, not compared.</summary>
    public JsonObject? Answer => line["answer"]?.AsObject();

    public string Action => ((string)Request["path"]!).Split('/')[^1].Split('?')[0];

    public override string ToString() => $"{Number} {Request["method"]} {Request["path"]}";
}
