using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Access;

/// <summary>
/// Datasets that are not for everybody are behind no door (security rule 23): each reading action, with every id that names them, and each route is asked as a
/// stranger, and no word of theirs may come back. Words that stand in the request itself are not looked for.
/// </summary>
public sealed class LeakTests(CatalogSite site) : IAsyncLifetime
{
    private static readonly string[] IdParameters =
    [
        "id", "id2", "name_or_id", "resource_id", "package_id", "dataset", "dataset_id", "object", "object_id", "entity_id", "user_id", "group", "organization", "vocabulary_id", "activity_id",
    ];

    private static readonly string[] TextParameters = ["q", "query", "incomplete", "text"];

    private readonly string _suffix = Guid.NewGuid().ToString("N")[..8];
    private readonly List<Secret> _secrets = [];
    private string _org = "";
    private string _outsider = "";
    private string _member = "";

    public async ValueTask InitializeAsync()
    {
        _org = $"hidden-{_suffix}";
        await site.Data.Organizations.SaveAsync(_org, new Dictionary<string, string> { ["en"] = "Visible organization" }, "", CatalogSite.Ct);
        _outsider = await site.Data.HasUserAsync($"out-{_suffix}", CatalogSite.Ct, ("workshop", "admin"));
        _member = await site.Data.HasUserAsync($"in-{_suffix}", CatalogSite.Ct, (_org, "member"));
        foreach (var state in new[] { "private", "draft", "deleted" })
            _secrets.Add(await HideAsync(state));
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_reading_action_tells_a_stranger_anything(bool isUser)
    {
        var actions = new ActionRegistry(ActionRegistry.Types()).All.Where(action => action.Effect == Effect.Read).ToList();
        var leaks = new List<string>();
        foreach (var action in actions)
        {
            foreach (var request in Requests(action).Distinct(StringComparer.Ordinal))
            {
                var (status, body) = await site.PostAsync(action.Name, request, isUser ? _outsider : null);
                if (Leaked(body.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }), request) is { } word)
                    leaks.Add($"{action.Name} {request}: {status} tells {word}");
            }
        }

        Assert.True(actions.Count > 40);
        Assert.True(leaks.Count == 0, string.Join(Environment.NewLine, leaks));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_route_tells_a_stranger_anything(bool isUser)
    {
        var leaks = new List<string>();
        foreach (var path in _secrets.SelectMany(Paths).Distinct(StringComparer.Ordinal))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path);
            if (isUser)
                request.Headers.TryAddWithoutValidation("Authorization", _outsider);
            using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
            var text = await response.Content.ReadAsStringAsync(CatalogSite.Ct);
            Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode}");
            if (Leaked(text, Uri.UnescapeDataString(path)) is { } word)
                leaks.Add($"{path}: {(int)response.StatusCode} tells {word}");
        }

        Assert.True(leaks.Count == 0, string.Join(Environment.NewLine, leaks));
    }

    /// <summary>A number tells as much as a word: that there is something which has it.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task No_number_counts_what_a_stranger_may_not_read(bool isUser)
    {
        var caller = isUser ? _outsider : null;
        foreach (var secret in _secrets)
        {
            foreach (var query in new[] { $"q={secret.Word("notes")}", $"q=name:{secret.Name}", $"fq=tags:{secret.Word("tag")}", $"fq=id:{secret.Id}", $"fq=organization:{_org}", $"fq=secret:{secret.Word("extra")}", $"fq=res_format:{secret.Word("format")}" })
            {
                foreach (var more in new[] { "", "&include_private=true&include_drafts=true&include_deleted=true", "&rows=0", "&fq=%2Bstate:*", "&cursor=*" })
                {
                    var found = await site.ResultAsync($"package_search?{query}{more}&facet.field=[\"tags\",\"organization\",\"state\",\"capacity\",\"secret\"]", caller);
                    Assert.True((int)found["count"]! == 0, $"{query}{more} finds {found["count"]}");
                    Assert.All(found["facets"]!.AsObject(), facet => Assert.Empty(facet.Value!.AsObject()));
                }
            }

            Assert.Equal(0, (int)(await site.ResultAsync($"resource_search?query=name:{secret.Word("resource")}", caller))["count"]!);
            Assert.Equal(0, (int)(await site.ResultAsync($"tag_search?query={secret.Word("tag")}", caller))["count"]!);
        }

        Assert.Equal(0, (int)(await site.ResultAsync($"organization_show?id={_org}", caller))["package_count"]!);
        var listed = (await site.ResultAsync($"organization_list?all_fields=true&organizations=[\"{_org}\"]", caller)).AsArray().Where(organization => (string)organization!["name"]! == _org);
        Assert.All(listed, organization => Assert.Equal(0, (int)organization!["package_count"]!));
    }

    /// <summary>What the other tests look for is really there: a member and the sysadmin read it.</summary>
    [Fact]
    public async Task Those_who_may_read_them_do()
    {
        foreach (var secret in _secrets)
        {
            Assert.Contains(secret.Word("notes"), (await site.ResultAsync($"package_show?id={secret.Name}", _member)).ToJsonString(), StringComparison.Ordinal);
            Assert.Contains(secret.Word("notes"), (await site.ResultAsync($"package_show?id={secret.Name}", site.Site.Token)).ToJsonString(), StringComparison.Ordinal);
            Assert.Equal(403, (await site.GetAsync($"package_show?id={secret.Name}", _outsider)).Status);
        }

        Assert.Equal(1, (int)(await site.ResultAsync($"package_search?q={_secrets[0].Word("notes")}&include_private=true", _member))["count"]!);
    }

    /// <summary>States that few readers see are where pages break unseen.</summary>
    [Fact]
    public async Task Every_route_stands_for_those_who_may_read_them()
    {
        using var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = site.Client.BaseAddress };   // links lead away
        foreach (var path in _secrets.SelectMany(Paths).Distinct(StringComparer.Ordinal))
        {
            foreach (var token in new[] { _member, site.Site.Token })
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, path);
                request.Headers.TryAddWithoutValidation("Authorization", token);
                using var response = await client.SendAsync(request, CatalogSite.Ct);
                Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode}");
            }
        }
    }

    private async Task<Secret> HideAsync(string state)
    {
        var secret = new Secret(state, _suffix);
        var saved = await site.Data.HasPackageAsync(secret.Name, CatalogSite.Ct, draft => draft with
        {
            Private = state == "private", State = "active", OwnerOrg = _org, Title = new Dictionary<string, string> { ["en"] = secret.Word("title") }, Notes = new Dictionary<string, string> { ["en"] = secret.Word("notes") },
            Author = secret.Word("author"), Url = $"http://example.org/{secret.Word("url")}", Tags = [secret.Word("tag")], Extras = new Dictionary<string, string> { ["secret"] = secret.Word("extra") }, LicenseId = secret.Word("license"),
            Resources =
            [
                new ResourceDraft { Name = "rows", HasTable = true, Description = new Dictionary<string, string> { ["en"] = secret.Word("description") } },
                new ResourceDraft { Name = secret.Word("resource"), Url = $"http://example.org/{secret.Word("link")}", Format = secret.Word("format"), ResourceType = secret.Word("type") },
            ],
        });
        var table = CatalogSite.TreeTable(("C1", secret.Word("row"), "1.00", "1", null, null)) with { Resource = "rows", File = $"{secret.Word("file")}.csv" };
        await site.Data.PublishAsync(saved, CatalogSite.Ct, table);
        if (state != "private")
            await site.PostAsync("package_patch", $$"""{"id": "{{saved.Id}}", "state": "{{state}}"}""", site.Site.Token);
        return secret with { Id = saved.Id.ToString(), ResourceId = saved.Resources[0].Id.ToString(), LinkId = saved.Resources[1].Id.ToString() };
    }

    private IEnumerable<string> Requests(ActionInfo action)
    {
        foreach (var secret in _secrets)
        {
            foreach (var id in new[] { secret.Id, secret.Name, secret.ResourceId, secret.LinkId, _org, secret.Word("tag"), $"in-{_suffix}", "" })
            {
                foreach (var text in new[] { secret.Word("notes"), "canary", $"url:{secret.Word("link")}", "format:canary", "*:*" })
                    yield return Request(action, id, text);
            }
        }
    }

    private static string Request(ActionInfo action, string id, string text)
    {
        var request = new JsonObject();
        foreach (var parameter in action.Parameters)
        {
            if (IdParameters.Contains(parameter.Name))
                request[parameter.Name] = id.Length > 0 ? id : null;
            else if (TextParameters.Contains(parameter.Name))
                request[parameter.Name] = text;
            else if (parameter.Name.StartsWith("include_", StringComparison.Ordinal) || parameter.Name is "all_fields")
                request[parameter.Name] = true;
            else if (parameter.Name == "facet.field")
                request[parameter.Name] = new JsonArray("tags", "organization", "res_format", "license_id", "secret");
            else if (parameter.Name == "facet.mincount")
                request[parameter.Name] = 0;
            else if (parameter.Name is "object_type" or "entity_type")
                request[parameter.Name] = "package";
        }

        return request.ToJsonString();
    }

    private IEnumerable<string> Paths(Secret secret)
    {
        foreach (var id in new[] { secret.Id, secret.Name })
        {
            yield return $"/dataset/{id}";
            yield return $"/dataset/activity/{id}";
            yield return $"/dataset/groups/{id}";
            yield return $"/dataset/{id}/dictionary/{secret.ResourceId}";
            yield return $"/dataset/{id}/v/1/rows.csv";
            yield return $"/dataset/{id}/diff/0/1";
            foreach (var format in new[] { "ttl", "rdf", "xml", "jsonld", "n3" })
                yield return $"/dataset/{id}.{format}";
            foreach (var resource in new[] { secret.ResourceId, secret.LinkId })
            {
                yield return $"/dataset/{id}/resource/{resource}";
                yield return $"/dataset/{id}/resource/{resource}/download/x.csv";
                yield return $"/datastore/dump/{resource}";
                yield return $"/datastore/dump/{resource}?version=1";
            }
        }

        yield return $"/dataset/trees/resource/{secret.ResourceId}/download/x.csv";
        foreach (var format in new[] { "ttl", "rdf", "xml", "jsonld", "n3" })
            yield return $"/catalog.{format}?q={secret.Word("notes")}";
        foreach (var path in new[]
        {
            "/", "/dataset", "/organization/", "/group/", "/runs", "/catalog.ttl", "/catalog.jsonld", "/data.json", "/sitemap.xml", "/feeds/dataset.atom", $"/feeds/organization/{_org}.atom", $"/feeds/custom.atom?q={secret.Word("notes")}",
            $"/feeds/tag/{secret.Word("tag")}.atom", $"/organization/{_org}", $"/organization/about/{_org}", $"/user/in-{_suffix}", $"/dataset?q={secret.Word("notes")}", $"/dataset?tags={secret.Word("tag")}", $"/dataset?organization={_org}",
            $"/api/2/util/dataset/autocomplete?incomplete={secret.Word("title")[..8]}", $"/api/2/util/tag/autocomplete?incomplete={secret.Word("tag")[..6]}", "/api/2/util/resource/format_autocomplete?incomplete=format",
            $"/el/dataset?q={secret.Word("notes")}", "/api/3/action/package_search?facet.field=[\"tags\",\"license_id\",\"res_format\"]&facet.mincount=0&rows=1000",
        })
            yield return path;
    }

    /// <summary>A word of a hidden dataset in the answer that was not in the request, or null.</summary>
    private string? Leaked(string answer, string request) =>
        _secrets.SelectMany(secret => secret.Words).FirstOrDefault(word => answer.Contains(word, StringComparison.OrdinalIgnoreCase) && !request.Contains(word, StringComparison.OrdinalIgnoreCase));

    private sealed record Secret(string State, string Suffix)
    {
        private static readonly string[] Fields = ["title", "notes", "author", "url", "tag", "extra", "license", "description", "resource", "link", "format", "type", "row", "file"];

        public string Name => $"{State}-{Suffix}";

        public string Id { get; init; } = "";

        public string ResourceId { get; init; } = "";

        public string LinkId { get; init; } = "";

        public IEnumerable<string> Words => Fields.Select(Word);

        public string Word(string field) => $"{field}canary{State}{Suffix}";
    }
}
