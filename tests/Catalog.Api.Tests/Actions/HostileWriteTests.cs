using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>Values that are made to break, for every parameter of every writing action, by a sysadmin on a site of its own: each ends in a typed answer, never in a 5xx (security rules 8, 24).</summary>
public sealed class HostileWriteTests
{
    private static readonly string[] Values =
    [
        "[]", "{}", "true", "-5", "0.5", "99999999999999999999999999", "\"\"", "\"abc\"", "\"\\uffff\\ud83d\\ude00\"", "\"'; drop table catalog.package; --\"", "[null]", "[{}]", "[\"a\"]", "[[1]]",
        "[{\"id\":1,\"name\":[],\"key\":{},\"value\":{\"a\":[1]},\"url\":7,\"size\":\"x\"}]", "{\"a\":{\"b\":[1,{}]}}", "\"00000000-0000-4000-8000-000000000000\"", "\"2024-13-45\"", "1e300",
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Any_value_of_any_parameter_of_a_write_ends_in_a_typed_answer()
    {
        await using var site = await TestSite.StartAsync(null, Ct);
        var data = new DataBuilder(site);
        await data.Organizations.SaveAsync("target-org", new Dictionary<string, string> { ["en"] = "Target" }, "", Ct);
        await data.HasUserAsync("target-user", Ct, ("target-org", "editor"));
        var resource = (await data.HasPackageAsync("target", Ct, draft => draft with { OwnerOrg = "target-org", Resources = [new() { Name = "r", Url = "http://example.org" }] })).Resources[0].Id.ToString();
        var failures = new List<string>();
        var requests = 0;
        foreach (var action in new ActionRegistry(ActionRegistry.Types()).All.Where(action => action.Effect == Effect.Write))
        {
            foreach (var parameter in action.Parameters)
            {
                foreach (var value in Values)
                {
                    var body = Body(action, parameter, value, resource);
                    requests++;
                    var (status, text) = await PostAsync(site, action.Name, body);
                    if (status >= 500 || JsonNode.Parse(text) is null)
                        failures.Add($"{action.Name} {body}: {status} {text}");
                }
            }
        }

        Assert.True(requests > 2000);
        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures.Take(60)));
    }

    /// <summary>What a reader could send in one field, and no search index holds: words by the ten thousand, words of any length, keys of any length.</summary>
    [Fact]
    public async Task Long_texts_and_keys_are_stored_and_found()
    {
        await using var site = await TestSite.StartAsync(null, Ct);
        await new DataBuilder(site).Organizations.SaveAsync("long-org", new Dictionary<string, string> { ["en"] = "Long" }, "", Ct);
        var failures = new List<string>();
        foreach (var (words, length) in new[] { (10_000, 5), (10_000, 60), (5, 100_000) })
        {
            foreach (var alphabet in new[] { "abcdefghijklmnopqrstuvwxyz", "αβγδεζηθικλμνξοπρστυφχψω" })
            {
                var text = string.Join(' ', Enumerable.Range(0, words).Select(i => string.Concat(Enumerable.Range(0, length).Select(j => alphabet[((i * 31) + (j * i) + (j * 7)) % alphabet.Length])).Insert(0, $"w{i}x")));
                await CreateAsync(new JsonObject { ["notes"] = text });
                await CreateAsync(new JsonObject { ["extras"] = new JsonArray(new JsonObject { ["key"] = new string('k', 100), ["value"] = text }) });
                await CreateAsync(new JsonObject { ["resources"] = new JsonArray(new JsonObject { ["url"] = "http://example.org", [new string('r', 90)] = text }) });
            }
        }

        foreach (var length in new[] { 999, 1001, 2_100, 100_000 })
        {
            var key = new string('k', length);
            await CreateAsync(new JsonObject { ["extras"] = new JsonArray(new JsonObject { ["key"] = key, ["value"] = $"needle{length}" }), ["resources"] = new JsonArray(new JsonObject { ["url"] = "http://example.org", [key] = $"thread{length}" }) });
            if (length > 5_000)
                continue;   // no query is so long
            foreach (var query in new[] { $"extras_{key}:needle{length}", $"res_extras_{key}:thread{length}" })
            {
                var (status, text) = await PostAsync(site, "package_search", new JsonObject { ["fq"] = query }.ToJsonString());
                if (status != 200 || (int)JsonNode.Parse(text)!["result"]!["count"]! != 1)
                    failures.Add($"{query[..20]} {length}: {status} {text[..Math.Min(300, text.Length)]}");
            }
        }

        Assert.True(failures.Count == 0, string.Join(Environment.NewLine, failures));

        async Task CreateAsync(JsonObject dataset)
        {
            dataset["name"] = $"long-{Guid.NewGuid():N}";
            dataset["owner_org"] = "long-org";
            var (status, text) = await PostAsync(site, "package_create", dataset.ToJsonString());
            if (status != 200)
                failures.Add($"{dataset.ToJsonString()[..80]}: {status} {text}");
        }
    }

    private static string Body(ActionInfo action, ParameterInfo hostile, string value, string resource)
    {
        var parts = action.Parameters.Where(other => other.Name != hostile.Name && (other.Required || other.Name is "id" or "name"))
            .Select(other => $"\"{other.Name}\":\"{Example(action, other.Name, resource)}\"");
        return $"{{{string.Join(',', parts.Prepend($"\"{hostile.Name}\":{value}"))}}}";
    }

    /// <summary>Something that exists where the action looks for it, so that the value is really read; a create gets a name of its own each time.</summary>
    private static string Example(ActionInfo action, string parameter, string resource) => parameter switch
    {
        "resource_id" => resource,
        "name" => $"n-{Guid.NewGuid():N}",
        "id" when action.Name.StartsWith("resource_", StringComparison.Ordinal) => resource,
        "id" when action.Name.Contains("organization", StringComparison.Ordinal) || action.Name.StartsWith("member", StringComparison.Ordinal) => "target-org",
        "id" when action.Name.Contains("user", StringComparison.Ordinal) => "target-user",
        "user" or "user_id" or "username" or "object" => "target-user",
        "object_type" => "user",
        "id" when action.Name.EndsWith("_create", StringComparison.Ordinal) => Guid.NewGuid().ToString(),
        "id" or "package_id" or "subject" => "target",
        "email" => $"{Guid.NewGuid():N}@example.org",
        "password" => "correct horse battery",
        _ => "x",
    };

    private static async Task<(int Status, string Text)> PostAsync(TestSite site, string action, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/api/3/action/{action}") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.TryAddWithoutValidation("Authorization", site.Token);
        using var response = await site.Client.SendAsync(request, Ct);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Ct));
    }
}
