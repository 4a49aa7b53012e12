using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Uploads;

/// <summary>Pictures of organizations, groups and users (contract 1.4, 6.1; security rules 17, 18).</summary>
public sealed class ImageUploadTests(CatalogSite site)
{
    public static TheoryData<string, byte[], string> Pictures() => new()
    {
        { "organization", TestImages.Png(3, 2), "image/png" },
        { "group", TestImages.Gif(3, 2), "image/gif" },
        { "organization", TestImages.Jpeg(3, 2), "image/jpeg" },
    };

    [Theory]
    [MemberData(nameof(Pictures))]
    public async Task A_picture_is_shown_at_its_address(string kind, byte[] picture, string mediaType)
    {
        var made = await site.UploadAsync($"{kind}_create", "My Lögo 1.img", picture, ("name", People.NewName("pic")));
        using var response = await site.Client.GetAsync((string)made["image_display_url"]!, CatalogSite.Ct);

        Assert.Matches(@"^\d{4}-\d\d-\d\d-\d{6}\.\d{6}my-logo-1\.img$", (string)made["image_url"]!);
        Assert.EndsWith($"/uploads/group/{made["image_url"]}", (string)made["image_display_url"]!, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, mediaType, null), (response.StatusCode, response.Content.Headers.ContentType!.ToString(), response.Content.Headers.ContentDisposition));
        Assert.Equal(("nosniff", "sandbox; default-src 'none'"), (response.Headers.GetValues("X-Content-Type-Options").Single(), response.Headers.GetValues("Content-Security-Policy").Single()));
        Assert.Equal(picture, await response.Content.ReadAsByteArrayAsync(CatalogSite.Ct));
    }

    [Fact]
    public async Task It_is_kept_replaced_and_cleared_and_then_nobody_sees_it_any_more()
    {
        var name = People.NewName("pic");
        var made = await site.UploadAsync("organization_create", "a.png", TestImages.Png(1, 1), ("name", name));
        var kept = await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["title"] = "T" });
        var replaced = await site.UploadAsync("organization_update", "b.gif", TestImages.Gif(1, 1), ("id", name), ("name", name), ("image_url", (string)made["image_url"]!));
        var cleared = await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["clear_upload"] = "true", ["image_url"] = (string)replaced["image_url"]! });
        var link = await site.MakeAsync("organization_patch", new JsonObject { ["id"] = name, ["clear_upload"] = true, ["image_url"] = "https://example.org/x.png" });

        Assert.Equal((string)made["image_url"]!, (string)kept["image_url"]!);
        Assert.EndsWith("b.gif", (string)replaced["image_url"]!, StringComparison.Ordinal);
        foreach (var gone in new[] { made, replaced })
            Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync((string)gone["image_display_url"]!, CatalogSite.Ct)).StatusCode);
        Assert.Equal(("", ""), ((string)cleared["image_url"]!, (string)cleared["image_display_url"]!));
        Assert.Equal("https://example.org/x.png", (string)link["image_display_url"]!);
    }

    [Fact]
    public async Task Pictures_of_deleted_users_and_organizations_are_for_those_who_still_see_them()
    {
        var (member, stranger) = (await site.HasUserAsync(), await site.HasUserAsync());
        var name = People.NewName("pic");
        var user = await site.UploadAsync("user_create", "me.png", TestImages.Png(1, 1), ("name", name), ("email", $"{name}@example.org"), ("password", "correct horse"));
        var organization = await site.UploadAsync("organization_create", "a.png", TestImages.Png(1, 1), ("name", People.NewName("pic")));
        await site.MakeAsync("organization_member_create", new JsonObject { ["id"] = (string)organization["id"]!, ["username"] = member.Name, ["role"] = "member" });

        await site.MakeAsync("user_delete", new JsonObject { ["id"] = name });
        await site.MakeAsync("organization_delete", new JsonObject { ["id"] = (string)organization["id"]! });

        Assert.Equal((404, 404, 404, 200), await StatusesAsync(user, null, stranger.Token, member.Token, site.Site.Token));
        Assert.Equal((404, 404, 200, 200), await StatusesAsync(organization, null, stranger.Token, member.Token, site.Site.Token));

        async Task<(int, int, int, int)> StatusesAsync(JsonNode owner, params string?[] tokens)
        {
            var statuses = new List<int>();
            foreach (var token in tokens)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, (string)owner["image_display_url"]!);
                request.Headers.TryAddWithoutValidation("Authorization", token);
                using var response = await site.Client.SendAsync(request, CatalogSite.Ct);
                statuses.Add((int)response.StatusCode);
            }

            return (statuses[0], statuses[1], statuses[2], statuses[3]);
        }
    }

    [Fact]
    public async Task Users_have_pictures_and_the_groups_of_a_dataset_show_theirs()
    {
        var name = People.NewName("pic");
        var user = await site.UploadAsync("user_create", "me.png", TestImages.Png(1, 1), ("name", name), ("email", $"{name}@example.org"), ("password", "correct horse"));
        var patched = await site.UploadAsync("user_patch", "me2.png", TestImages.Png(2, 1), ("id", name));
        var group = await site.UploadAsync("group_create", "g.png", TestImages.Png(1, 1), ("name", People.NewName("pic")));
        var dataset = await site.MakeAsync("package_create", new JsonObject
        {
            ["name"] = People.NewName("files"), ["owner_org"] = "workshop", ["groups"] = new JsonArray(new JsonObject { ["name"] = (string)group["name"]! }),
        });

        Assert.EndsWith($"/uploads/user/{user["image_url"]}", (string)user["image_display_url"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await site.Client.GetAsync((string)patched["image_display_url"]!, CatalogSite.Ct)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await site.Client.GetAsync($"/uploads/group/{patched["image_url"]}", CatalogSite.Ct)).StatusCode);
        Assert.Equal((string)group["image_display_url"]!, (string)dataset["groups"]![0]!["image_display_url"]!);
    }

    [Fact]
    public async Task The_logo_of_the_site_is_uploaded_shown_on_pages_replaced_and_taken_away()
    {
        await using var own = new CatalogSite(new Dictionary<string, string?>());
        await own.InitializeAsync();
        var (picture, option) = (TestImages.Png(3, 2), "ckan.site_logo");

        var set = await own.UploadAsync("config_option_update", "Stadt Lögo.png", picture, ("ckan.site_title", "Stadt"), (option, "/elsewhere.png"));
        var address = (string)set[option]!;
        Assert.Matches(@"^/uploads/admin/\d{4}-\d\d-\d\d-\d{6}\.\d{6}stadt-logo\.png$", address);
        Assert.Equal(["ckan.site_logo", "ckan.site_title"], set.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));
        Assert.Equal(address, (string)(await own.MakeAsync("config_option_show", new JsonObject { ["key"] = option }))!);
        Assert.Contains($"src=\"{address}\"", await own.Client.GetStringAsync("/en", CatalogSite.Ct), StringComparison.Ordinal);
        Assert.Equal(picture, await own.Client.GetByteArrayAsync(address, CatalogSite.Ct));

        Assert.Equal((409, """{"logo_upload":["Unsupported upload type: text/html"]}"""), await own.TryUploadAsync("config_option_update", "x.html", Upload.Bytes("<script>1</script>")));
        Assert.Equal(HttpStatusCode.OK, await own.StatusAsync(address));
        var replaced = (string)(await own.UploadAsync("config_option_update", "b.gif", TestImages.Gif(1, 1)))[option]!;
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.OK), (await own.StatusAsync(address), await own.StatusAsync(replaced)));
        Assert.Equal("", (string)(await own.MakeAsync("config_option_update", new JsonObject { ["clear_logo_upload"] = true, ["logo_upload"] = "" }))[option]!);
        Assert.Equal(HttpStatusCode.NotFound, await own.StatusAsync(replaced));
        Assert.Contains("src=\"/favicon.svg\"", await own.Client.GetStringAsync("/en", CatalogSite.Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.jpg", "<html><script>sx(1)</script>", "text/html")]
    [InlineData("x.svg", "<svg xmlns='http://www.w3.org/2000/svg' onload='sx(2)'/>", "image/svg+xml")]
    [InlineData("x.txt", "text", "text/plain")]
    [InlineData("x.pdf", "%PDF-1.4", "application/pdf")]
    [InlineData("x.html", "GIF89a/*", "text/html")]
    [InlineData("x.png", "", "inode/x-empty")]
    public async Task What_is_no_picture_is_refused(string fileName, string content, string mediaType)
    {
        var (status, error) = await site.TryUploadAsync("organization_create", fileName, Upload.Bytes(content), ("name", People.NewName("pic")));

        Assert.Equal((409, $$"""{"image_upload":["Unsupported upload type: {{mediaType}}"]}"""), (status, error));
    }

    [Fact]
    public async Task Pictures_that_are_too_large_damaged_or_huge_when_shown_are_refused()
    {
        var name = People.NewName("pic");
        var over = await site.TryUploadAsync("organization_create", "a.png", [.. TestImages.Png(1, 1), .. new byte[2 * 1024 * 1024]], ("name", name));
        var damaged = await site.TryUploadAsync("organization_create", "a.png", TestImages.Png(1, 1)[..40], ("name", name));
        var huge = await site.TryUploadAsync("organization_create", "a.png", TestImages.Png(30_000, 30_000), ("name", name));

        Assert.Equal((409, """{"upload":["File upload too large"]}"""), over);
        Assert.Equal((409, """{"image_upload":["The picture cannot be taken: the picture is cut short"]}"""), damaged);
        Assert.Equal((409, """{"image_upload":["The picture cannot be taken: the picture has more than 40 million pixels"]}"""), huge);
        Assert.Equal(404, (await site.GetAsync($"organization_show?id={name}")).Status);
    }

    [Fact]
    public async Task Served_pictures_say_nothing_of_where_they_were_taken()
    {
        var made = await site.UploadAsync("group_create", "a.jpg", TestImages.Jpeg(3, 2, (0xE1, "Exif\0\0" + "40.6401N 22.9444E")), ("name", People.NewName("pic")));

        Assert.DoesNotContain("Exif", Encoding.Latin1.GetString(await site.Client.GetByteArrayAsync((string)made["image_display_url"]!, CatalogSite.Ct)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/uploads/group/nope.png")]
    [InlineData("/uploads/group/..%2f..%2fadmin.token")]
    [InlineData("/uploads/admin/x.png")]
    public async Task Other_names_are_not_found(string path)
    {
        using var response = await site.Client.GetAsync(path, CatalogSite.Ct);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }
}
