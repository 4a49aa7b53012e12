using System.Text.Json.Nodes;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Datastore.Sql;

/// <summary>The lists of texts that must do no harm and of texts that must work (security rules 1 to 6), with both checks, and with the rights of the role alone.</summary>
public sealed class HostileSqlTests
{
    [Fact]
    public async Task With_the_checks_nothing_hostile_gets_through()
    {
        await using var site = await SqlSite.StartAsync(TestContext.Current.CancellationToken, ("Datastore__SqlTimeoutSeconds", "1"));

        var harm = await HarmAsync(site, isChecked: true);

        Assert.True(harm.Count == 0, string.Join(Environment.NewLine, harm));
    }

    [Fact]
    public async Task Without_the_checks_the_role_still_gives_nothing_away()
    {
        await using var site = await SqlSite.StartAsync(TestContext.Current.CancellationToken, ("Datastore__SqlCheck", "false"), ("Datastore__SqlTimeoutSeconds", "1"));

        var harm = await HarmAsync(site, isChecked: false);

        Assert.True(harm.Count == 0, string.Join(Environment.NewLine, harm));
    }

    [Fact]
    public async Task Harmless_texts_work()
    {
        await using var site = await SqlSite.StartAsync(TestContext.Current.CancellationToken);
        await site.HasRichTableAsync("rich", TestContext.Current.CancellationToken);
        var refused = new List<string>();

        foreach (var text in Read("benign.jsonl"))
        {
            var (status, body) = await site.AskAsync((string)text["sql"]!);
            if (status != 200)
                refused.Add($"{text["id"]} {text["sql"]}: {status} {body}");
            else if (text["rows"] is { } expected && Rows(body) is var rows && rows != expected.ToJsonString())
                refused.Add($"{text["id"]} {text["sql"]}: {rows} and not {expected.ToJsonString()}");
        }

        Assert.True(refused.Count == 0, string.Join(Environment.NewLine, refused));
    }

    private static async Task<List<string>> HarmAsync(SqlSite site, bool isChecked)
    {
        var harm = new List<string>();
        foreach (var text in Read("malicious.jsonl"))
        {
            var (status, body) = await site.AskAsync((string)text["sql"]!);
            // What the text itself says comes back in the answer; without checks only what must not come back counts.
            var shown = body.Replace(site.Expand((string)text["sql"]!), "", StringComparison.Ordinal);
            var leaked = text["must_not_contain"]!.AsArray().Select(word => site.Expand((string)word!)).FirstOrDefault(word => shown.Contains(word, StringComparison.Ordinal));
            var isAllowed = isChecked ? text["status"]!.AsArray().Any(allowed => (int)allowed! == status) : status < 500;
            if (leaked is not null && !(leaked == "PostgreSQL 1" && !isChecked))
                harm.Add($"{text["id"]} {text["sql"]}: {status} tells {leaked}");
            else if (!isAllowed)
                harm.Add($"{text["id"]} {text["sql"]}: {status}: {body[..Math.Min(300, body.Length)]}");
        }

        return harm;
    }

    /// <summary>Each row as the list of its values.</summary>
    private static string Rows(string body) =>
        new JsonArray([.. JsonNode.Parse(body)!["result"]!["records"]!.AsArray().Select(row => new JsonArray([.. row!.AsObject().Select(cell => cell.Value?.DeepClone())]))]).ToJsonString();

    /// <summary>The list of that name, and ours of more cases of the same kinds.</summary>
    private static IEnumerable<JsonNode> Read(string file) =>
        new[] { file, file.Replace(".jsonl", "-more.jsonl", StringComparison.Ordinal) }
            .SelectMany(name => File.ReadLines(Path.Combine(Repository.Root, "tests", "Catalog.Api.Tests", "Datastore", "Sql", name)))
            .Select(line => JsonNode.Parse(line)!);
}
