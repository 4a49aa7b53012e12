using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using OpenData.Core.Packages;
using Xunit;

namespace Catalog.Api.Tests.Access;

/// <summary>
/// Grants follow rights: after each change of who may read a dataset, the next request at every door to its rows answers by the new right, whoever asks.
/// </summary>
[Collection(SwitchedTests.Name)]
public sealed class DoorTests(SwitchedSite switched)
{
    private const string Anonymous = "anonymous", Stranger = "stranger", Member = "member", Other = "member elsewhere", Collaborator = "collaborator", Sysadmin = "sysadmin";

    /// <summary>
    /// Every way to a dataset's rows; a new one is a new line. In braces: {dataset}, {resource}, {hash} of an original file. Version 1 is an old one.
    /// <c>binary</c> answers are judged by their status only, those of <c>metadata</c> too: they need not hold a cell.
    /// </summary>
    private static readonly Door[] Doors =
    [
        new("/api/3/action/datastore_search?resource_id={resource}"),
        new("/api/3/action/datastore_search?resource_id={resource}&records_format=csv&version=1"),
        new("/api/3/action/datastore_search?resource_id={resource}&as_of=2999-01-01"),
        new("/api/3/action/datastore_search?id={resource}@1"),
        new("/api/3/action/datastore_search?resource_id={resource}&q={word}"),
        new("/api/3/action/datastore_search_sql?sql=SELECT * FROM \"{resource}\""),
        new("/api/3/action/datastore_search_sql?sql=SELECT * FROM \"{resource}\"&version=1"),
        new("/api/3/action/datastore_search_sql?sql=SELECT (SELECT string_agg(species, ',') FROM \"{resource}\") AS x"),
        new("/api/3/action/datastore_info?id={resource}") { IsMetadata = true },
        new("/api/3/action/datastore_changes?resource_id={resource}&since_version=1"),
        new("/api/3/action/datastore_changes?resource_id={resource}&since_version=0&format=ndjson"),
        new("/api/3/action/row_history?resource_id={resource}&_id=1"),
        new("/api/3/action/row_provenance?resource_id={resource}&_id=1") { IsMetadata = true },
        new("/api/3/action/dataset_version_list?id={dataset}") { IsMetadata = true },
        new("/api/3/action/dataset_version_show?id={dataset}&version=1") { IsMetadata = true },
        new("/api/3/action/dataset_version_diff?id={dataset}&from=1&to=2"),
        new("/api/3/action/package_show?id={dataset}") { IsMetadata = true },
        new("/api/3/action/resource_show?id={resource}") { IsMetadata = true },
        new("/datastore/dump/{resource}"),
        new("/datastore/dump/{resource}?format=tsv&version=1"),
        new("/datastore/dump/{resource}?format=json"),
        new("/datastore/dump/{resource}?format=xml&as_of=2999-01-01"),
        new("/dataset/{dataset}/resource/{resource}/download/trees.csv"),
        new("/dataset/{dataset}/v/1/trees.csv"),
        new("/dataset/{dataset}/v/2/{resource}.csv"),
        new("/dataset/{dataset}/v/2/trees.jsonl"),
        new("/dataset/{dataset}/v/2/trees.parquet") { IsBinary = true },
        new("/dataset/{dataset}/v/2/trees.xlsx") { IsBinary = true },
        new("/dataset/{dataset}/v/2/datapackage.json") { IsMetadata = true },
        new("/dataset/{dataset}/v/2/datapackage.zip") { IsBinary = true },
        new("/dataset/{dataset}/source/{hash}"),
        new("/api/3/action/datastore_aggregate?resource_id={resource}&group_by=species"),
    ];

    private readonly CatalogSite _site = switched.Site;
    private readonly string _word = $"canary{Guid.NewGuid():N}"[..16];
    private readonly Dictionary<string, string?> _tokens = [];
    private readonly List<string> _wrong = [];
    private string _dataset = "";
    private string _resource = "";
    private string _hash = "";

    [Fact]
    public async Task Every_door_follows_every_change_at_the_next_request()
    {
        var (member, other, collaborator) = (await _site.HasUserAsync("member"), await _site.HasUserAsync("other"), await _site.HasUserAsync("collab"));
        var (own, ownName) = await _site.HasOrganizationAsync("organization", (member, "member"));
        var (elsewhere, _) = await _site.HasOrganizationAsync("organization", (other, "member"));
        _tokens[Anonymous] = null;
        _tokens[Stranger] = (await _site.HasUserAsync("stranger")).Token;
        (_tokens[Member], _tokens[Other], _tokens[Collaborator], _tokens[Sysadmin]) = (member.Token, other.Token, collaborator.Token, _site.Site.Token);
        await PublishAsync(ownName);
        string[] everybody = [.. _tokens.Keys];

        await CheckAsync("as published", everybody);
        await ChangeAsync("package_patch", new() { ["id"] = _dataset, ["private"] = true }, Member, Sysadmin);
        await ChangeAsync("package_collaborator_create", new() { ["id"] = _dataset, ["user_id"] = collaborator.Id, ["capacity"] = "member" }, Member, Collaborator, Sysadmin);
        await ChangeAsync("package_owner_org_update", new() { ["id"] = _dataset, ["organization_id"] = elsewhere }, Other, Collaborator, Sysadmin);
        await ChangeAsync("package_collaborator_delete", new() { ["id"] = _dataset, ["user_id"] = collaborator.Id }, Other, Sysadmin);
        await ChangeAsync("package_owner_org_update", new() { ["id"] = _dataset, ["organization_id"] = own }, Member, Sysadmin);
        await ChangeAsync("organization_member_delete", new() { ["id"] = own, ["username"] = member.Name }, Sysadmin);
        await ChangeAsync("organization_member_create", new() { ["id"] = own, ["username"] = member.Name, ["role"] = "editor" }, Member, Sysadmin);
        await ChangeAsync("api_token_revoke", new() { ["token"] = member.Token }, Sysadmin);
        _tokens[Member] = (string)(await _site.MakeAsync("api_token_create", new() { ["user"] = member.Name, ["name"] = "again" }))["token"]!;
        await CheckAsync("a new token", Member, Sysadmin);
        await ChangeAsync("user_delete", new() { ["id"] = member.Id }, Sysadmin);
        await ChangeAsync("package_patch", new() { ["id"] = _dataset, ["private"] = false }, everybody);
        await ChangeAsync("package_delete", new() { ["id"] = _dataset });
        await ChangeAsync("package_patch", new() { ["id"] = _dataset, ["state"] = "active" }, everybody);
        await ChangeAsync("package_patch", new() { ["id"] = _dataset, ["private"] = true }, Sysadmin);
        await ChangeAsync("dataset_purge", new() { ["id"] = _dataset });

        Assert.True(_wrong.Count == 0, string.Join(Environment.NewLine, _wrong));
    }

    /// <summary>The change, and who may read afterwards; a sysadmin is not asked about what is deleted, which pages do not show.</summary>
    private async Task ChangeAsync(string action, JsonObject body, params string[] readers)
    {
        await _site.MakeAsync(action, body);
        await CheckAsync($"{action} {body.ToJsonString()}", readers);
    }

    private async Task CheckAsync(string change, params string[] readers)
    {
        foreach (var (caller, token) in _tokens.Where(pair => pair.Key != Sysadmin || readers.Length > 0))
        {
            foreach (var door in Doors)
            {
                if (await TryAsync(door, token, readers.Contains(caller)) is { } wrong)
                    _wrong.Add($"after {change}: {caller} at {door.Path}: {wrong}");
            }
        }
    }

    /// <summary>What is wrong, or null.</summary>
    private async Task<string?> TryAsync(Door door, string? token, bool mayRead)
    {
        var path = door.Path.Replace("{dataset}", _dataset, StringComparison.Ordinal).Replace("{resource}", _resource, StringComparison.Ordinal)
            .Replace("{hash}", _hash, StringComparison.Ordinal).Replace("{word}", _word, StringComparison.Ordinal);
        using var request = new HttpRequestMessage(HttpMethod.Get, path.Replace(" ", "%20", StringComparison.Ordinal).Replace("\"", "%22", StringComparison.Ordinal));
        if (token is not null)
            request.Headers.TryAddWithoutValidation("Authorization", token);
        using var response = await _site.Client.SendAsync(request, CatalogSite.Ct);
        var text = Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct));
        var told = text.Contains(_word, StringComparison.Ordinal) && !door.Path.Contains("{word}", StringComparison.Ordinal);
        if (mayRead)
            return response.StatusCode == HttpStatusCode.OK && (told || door.IsBinary || door.IsMetadata || door.Path.Contains("{word}", StringComparison.Ordinal)) ? null : $"{(int)response.StatusCode} {text[..Math.Min(text.Length, 200)]}";
        // SQL that names a table which is no more is wrong SQL (contract 5.8).
        var isClosed = response.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound || (response.StatusCode == HttpStatusCode.Conflict && door.Path.Contains("_sql?", StringComparison.Ordinal));
        return isClosed && !told ? null : $"{(int)response.StatusCode}{(told ? " with a cell of it" : "")}";
    }

    private async Task PublishAsync(string organization)
    {
        var package = await _site.Data.HasPackageAsync(People.NewName("doors"), CatalogSite.Ct, draft => draft with { OwnerOrg = organization, Resources = [new ResourceDraft { Name = "trees", HasTable = true }] });
        (_dataset, _resource) = (package.Id.ToString(), package.Resources[0].Id.ToString());
        await _site.Data.PublishAsync(package, CatalogSite.Ct, CatalogSite.TreeTable(("A1", _word, "1.00", "1", null, "t")));
        await _site.Data.PublishAsync(package, CatalogSite.Ct, CatalogSite.TreeTable(("A1", _word, "1.00", "2", null, "t"), ("A2", _word, "2.00", "1", null, "f")));
        var file = await _site.ResultAsync($"dataset_version_show?id={_dataset}&version=1", _site.Site.Token);
        _hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"A1;{_word};1.00;1;;t")));
        Assert.Contains(_hash, file.ToJsonString(), StringComparison.Ordinal);
    }

    private sealed record Door(string Path)
    {
        public bool IsBinary { get; init; }

        public bool IsMetadata { get; init; }
    }
}
