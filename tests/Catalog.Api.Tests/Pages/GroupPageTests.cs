using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Catalog.Api.Tests.Uploads;
using Catalog.Api.Tests.Users;
using Dapper;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Pages;

/// <summary>Pages of organizations, groups, users and columns (contract 6.1), and what machines find in the page of a dataset (conformance 141).</summary>
[Collection(PortalTests.Name)]
public sealed class GroupPageTests(PortalSite site, CatalogSite catalog)
{
    [Theory]
    [InlineData("", "Δήμος")]
    [InlineData("/en", "City")]
    public async Task An_organization_has_a_page_with_its_public_datasets_in_the_readers_language(string prefix, string title)
    {
        var html = await catalog.Client.GetStringAsync(new Uri($"{prefix}/organization/city", UriKind.Relative), PortalSite.Ct);

        Assert.Contains($"<h1>{title}</h1>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
        Assert.Contains($"{prefix}/dataset/trees\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-trees", html, StringComparison.Ordinal);
        Assert.DoesNotContain("draft-trees", html, StringComparison.Ordinal);
        Assert.Contains("type=\"application/atom+xml\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_picture_of_this_site_is_shown_and_in_place_of_one_elsewhere_the_initials()
    {
        var (near, far) = (People.NewName("near"), People.NewName("far"));
        await catalog.UploadAsync("organization_create", "a.png", TestImages.Png(20, 20), ("name", near), ("title", "Near"));
        await catalog.MakeAsync("organization_create", new JsonObject { ["name"] = far, ["title"] = "Ίδρυμα «Παιδεία» Αθηνών", ["image_url"] = "https://elsewhere.example.org/a.png" });

        foreach (var path in new[] { $"/organization/{near}", $"/organization?q={near}" })
            Assert.Contains("<img class=\"emblem\" src=\"/uploads/group/", await catalog.Client.GetStringAsync(new Uri(path, UriKind.Relative), PortalSite.Ct), StringComparison.Ordinal);
        foreach (var path in new[] { $"/organization/{far}", $"/organization?q={far}" })
        {
            var html = await catalog.Client.GetStringAsync(new Uri(path, UriKind.Relative), PortalSite.Ct);
            Assert.Contains("<span class=\"emblem\" aria-hidden=\"true\">ΙΑ</span>", WebUtility.HtmlDecode(html), StringComparison.Ordinal);
            Assert.DoesNotContain("elsewhere", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_list_of_organizations_counts_what_the_reader_may_see()
    {
        var html = await catalog.Client.GetStringAsync(new Uri("/en/organization?q=city", UriKind.Relative), PortalSite.Ct);
        using var admin = catalog.Site.CreateAdminClient();
        var all = await admin.GetStringAsync(new Uri("/en/organization?q=city", UriKind.Relative), PortalSite.Ct);

        Assert.True(Count(all) > Count(html), all);
        Assert.DoesNotContain("/organization/region", html, StringComparison.Ordinal);

        static int Count(string html) => int.Parse(Regex.Match(html, @"/en/organization/city"".*?<li>(\d+) dataset", RegexOptions.Singleline).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
    }

    [Theory]
    [InlineData("/en/organization/{0}", "/en/organization/{1}-org")]
    [InlineData("/organization/about/{0}?x=1", "/organization/about/{1}-org?x=1")]
    public async Task An_organization_asked_for_by_id_is_a_redirect_to_its_name(string asked, string expected)
    {
        var id = await ScalarAsync<Guid>("select id from catalog.\"group\" where is_organization and name like 'hostile%'");
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = site.Site.Address };

        using var response = await client.GetAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, asked, id), UriKind.Relative), PortalSite.Ct);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, id, PortalSite.HostileGroup), response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/dataset/groups/{0}", "/dataset/groups/trees")]
    [InlineData("/en/dataset/{0}/dictionary/{1}", "/en/dataset/trees/dictionary/{1}")]
    public async Task Pages_below_a_dataset_are_found_by_its_id_too(string asked, string expected)
    {
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = catalog.Site.Address };

        using var response = await client.GetAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, asked, catalog.Trees.Id, catalog.TreesId), UriKind.Relative), PortalSite.Ct);

        Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, "", catalog.TreesId), response.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("/group/hostile-group-org")]
    [InlineData("/organization/hostile-group")]
    [InlineData("/organization/nobody")]
    [InlineData("/user/nobody")]
    [InlineData("/dataset/groups/nothing")]
    [InlineData("/dataset/hostile-texts/dictionary/nothing")]
    public async Task What_is_not_there_is_not_found(string path) => await site.GetAsync(path, 404);

    [Fact]
    public async Task A_user_is_shown_without_their_address()
    {
        var html = await site.GetAsync("/en/user/hostile-user");

        Assert.DoesNotContain("never-shown", html, StringComparison.Ordinal);
        Assert.Contains($"/en/dataset/{PortalSite.Hostile}\"", html, StringComparison.Ordinal);
        var id = await ScalarAsync<Guid>("select id from catalog.\"user\" where name = 'hostile-user'");
        Assert.Contains("hostile-user", await site.GetAsync($"/user/{id}"), StringComparison.Ordinal);   // redirected
    }

    [Fact]
    public async Task Strangers_learn_of_a_private_dataset_from_none_of_these_pages()
    {
        foreach (var path in new[] { "/dataset/groups/secret-trees", "/dataset/activity/secret-trees", $"/dataset/secret-trees/dictionary/{catalog.SecretId}" })
        {
            using var response = await catalog.Client.GetAsync(new Uri(path, UriKind.Relative), PortalSite.Ct);
            Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        }
    }

    [Fact]
    public async Task What_was_done_to_a_dataset_is_told_newest_first_with_its_versions()
    {
        var html = await site.GetAsync($"/en/dataset/activity/{PortalSite.Budget}");

        var versions = Regex.Matches(html, $"/en/dataset/{PortalSite.Budget}/v/(\\d)\"").Select(match => match.Groups[1].Value).ToList();
        Assert.Equal(["3", "2", "1"], versions.Distinct());
        Assert.Contains("The dataset was created.", html, StringComparison.Ordinal);
        Assert.Contains("Nothing has been recorded", await site.GetAsync($"/en/dataset/activity/{PortalSite.Budget}?before=2001-01-01"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_data_dictionary_names_each_column_with_its_type_to_editors_only()
    {
        var address = new Uri($"/en/dataset/trees/dictionary/{catalog.TreesId}", UriKind.Relative);
        using var editor = catalog.Site.CreateAdminClient();
        using var refused = await catalog.Client.GetAsync(address, PortalSite.Ct);
        var html = WebUtility.HtmlDecode(await editor.GetStringAsync(address, PortalSite.Ct));
        var resource = new Uri($"/en/dataset/trees/resource/{catalog.TreesId}", UriKind.Relative);

        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        Assert.Contains(address.OriginalString, await editor.GetStringAsync(resource, PortalSite.Ct), StringComparison.Ordinal);
        Assert.DoesNotContain(address.OriginalString, await catalog.Client.GetStringAsync(resource, PortalSite.Ct), StringComparison.Ordinal);
        Assert.All(CatalogSite.TreeFields, field => Assert.Contains($"<code>{field.Id}</code>", html, StringComparison.Ordinal));
        Assert.Contains("<td>Code</td>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_page_of_a_dataset_leads_machines_to_its_other_forms()
    {
        var html = await catalog.Client.GetStringAsync(new Uri("/dataset/trees", UriKind.Relative), PortalSite.Ct);

        foreach (var (type, extension) in new[] { ("text/turtle", "ttl"), ("application/rdf&#x2B;xml", "rdf"), ("application/ld&#x2B;json", "jsonld"), ("text/n3", "n3") })
        {
            var link = Regex.Match(html, $"<link rel=\"alternate\" type=\"{Regex.Escape(type)}\" href=\"(?<href>[^\"]+)\"");
            Assert.EndsWith($"/dataset/{catalog.Trees.Id}.{extension}", link.Groups["href"].Value, StringComparison.Ordinal);
            using var response = await catalog.Client.GetAsync(new Uri(link.Groups["href"].Value), PortalSite.Ct);
            Assert.Equal(WebUtility.HtmlDecode(type), response.Content.Headers.ContentType!.MediaType);
        }
    }

    [Fact]
    public async Task Search_engines_find_publisher_licence_place_and_files()
    {
        var html = await catalog.Client.GetStringAsync(new Uri("/en/dataset/trees", UriKind.Relative), PortalSite.Ct);
        var data = JsonNode.Parse(Regex.Match(html, "<script type=\"application/ld\\+json\">(.*?)</script>", RegexOptions.Singleline).Groups[1].Value)!;

        Assert.Equal(("Dataset", "Trees of the city", "City", "City"), ((string)data["@type"]!, (string)data["name"]!, (string)data["publisher"]!["name"]!, (string)data["creator"]!["name"]!));
        Assert.Equal("Thessaloniki", (string)data["spatialCoverage"]!["name"]!);
        Assert.Equal("http://www.opendefinition.org/licenses/cc-by", (string)data["license"]!);
        Assert.All(data["distribution"]!.AsArray(), file => Assert.NotNull(file!["contentUrl"]));
        Assert.All(new[] { "dateCreated", "dateModified", "datePublished", "keywords", "identifier", "includedInDataCatalog" }, key => Assert.NotNull(data[key]));
    }

    [Fact]
    public async Task Facets_of_groups_carry_the_titles_of_groups()
    {
        var html = WebUtility.HtmlDecode(await site.GetAsync($"/en/dataset?groups={PortalSite.HostileGroup}&groups={PortalSite.HostileGroup}"));

        Assert.Contains($"/en/dataset/{PortalSite.Hostile}\"", html, StringComparison.Ordinal);
        Assert.Contains("Group: " + PortalSite.Attack, html, StringComparison.Ordinal);
    }

    private async Task<T> ScalarAsync<T>(string sql)
    {
        await using var connection = await site.Site.Database.Read.OpenConnectionAsync(PortalSite.Ct);
        return await connection.QuerySingleAsync<T>(sql);
    }
}
