using System.Text.Json.Nodes;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Organizations;

/// <summary>organization_create and group_create (contract 2.6, 3.5): what is stored, what is refused, who may.</summary>
public sealed class OrganizationCreateTests(CatalogSite site)
{
    [Theory]
    [InlineData("organization")]
    [InlineData("group")]
    public async Task What_was_sent_is_shown_and_the_maker_is_its_admin(string kind)
    {
        var maker = await site.HasUserAsync();
        var name = People.NewName(kind);
        var made = await site.MakeAsync($"{kind}_create", new JsonObject
        {
            ["name"] = name, ["title"] = "Τίτλος", ["description"] = "*x*", ["image_url"] = "https://example.org/logo.png",
            ["extras"] = new JsonArray(Extra("k", "1"), Extra("city", "Bonn"), Extra("k", "2")), ["unknown"] = 1,
        }, maker.Token);
        var shown = await site.ResultAsync($"{kind}_show?id={name}");

        Assert.Equal(made.ToJsonString(), shown.ToJsonString());
        Assert.Equal((name, "Τίτλος", "Τίτλος", "*x*", "https://example.org/logo.png", kind, kind == "organization", "active"),
            ((string)made["name"]!, (string)made["title"]!, (string)made["display_name"]!, (string)made["description"]!, (string)made["image_display_url"]!, (string)made["type"]!, (bool)made["is_organization"]!, (string)made["state"]!));
        Assert.Equal(["city=Bonn", "k=2"], made["extras"]!.AsArray().Select(extra => $"{extra!["key"]}={extra["value"]}"));
        Assert.Equal((maker.Name, "admin"), ((string)made["users"]!.AsArray().Single()!["name"]!, (string)made["users"]![0]!["capacity"]!));
        Assert.DoesNotContain("example.org\"", made["users"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", """{"name":["Missing value"]}""")]
    [InlineData("""{"name":""}""", """{"name":["Missing value"]}""")]
    [InlineData("""{"name":"a"}""", """{"name":["Must be at least 2 characters long"]}""")]
    [InlineData("""{"name":"new"}""", """{"name":["That name cannot be used"]}""")]
    [InlineData("""{"name":"A b"}""", """{"name":["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"]}""")]
    [InlineData("""{"name":["x"]}""", """{"name":["Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"]}""")]
    [InlineData("""{"name":"city"}""", """{"name":["Group name already exists in database"]}""")]
    [InlineData("""{"name":"state-x","state":"half"}""", """{"state":["Value must be one of ['active', 'deleted']"]}""")]
    [InlineData("""{"name":"id-x","id":"1"}""", """{"id":["Invalid id provided"]}""")]
    [InlineData("""{"name":"extras-x","extras":[{"value":"1"},{"key":"k","value":"1"}]}""", """{"extras":[{"key":["Missing value"]},{}]}""")]
    [InlineData("""{"name":"users-x","users":[{"name":"admin"},{"name":"nobody-at-all"}]}""", """{"users":[{},{"name":["Not found: User"]}]}""")]
    [InlineData("""{"name":"groups-x","groups":[{"id":"nope"}]}""", """{"groups":[{"id":["Not found: Group"]}]}""")]
    [InlineData("""{"name":"packages-x","packages":[{}, {"name":"nope"}]}""", """{"packages":[{"name":["Not found: Dataset"]}]}""")]
    public async Task What_is_wrong_is_said_by_field(string body, string error) =>
        Assert.Equal((409, error), await site.TryAsync("group_create", JsonNode.Parse(body)!.AsObject(), site.Site.Token));

    [Theory]
    [InlineData("""{"name":"integrity-x","extras":{"k":"v"}}""", "Only lists of dicts can be placed against subschema ('extras',), not <class 'dict'>")]
    [InlineData("""{"name":"integrity-x","users":"admin"}""", "Only lists of dicts can be placed against subschema ('users',), not <class 'str'>")]
    [InlineData("""{"name":"integrity-x","groups":["city"]}""", "Only lists of dicts can be placed against subschema ('groups',), not <class 'list'>")]
    public async Task A_list_of_something_else_is_an_integrity_error_with_the_request(string body, string message)
    {
        var (status, answer) = await site.PostAsync("organization_create", body, site.Site.Token);

        Assert.Equal((400, "Integrity Error", message), (status, (string)answer["error"]!["__type"]!, (string)answer["error"]!["message"]!));
        Assert.Equal(body, answer["error"]!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Only_sysadmins_choose_an_id_and_the_state_of_what_they_make()
    {
        var user = await site.HasUserAsync();
        var id = Guid.NewGuid().ToString();
        var (byUser, byAdmin) = (People.NewName("org"), People.NewName("org"));

        Assert.Equal((409, """{"id":["The input field id was not expected."]}"""), await site.TryAsync("organization_create", new JsonObject { ["name"] = byUser, ["id"] = id }, user.Token));
        Assert.Equal("active", (string)(await site.MakeAsync("organization_create", new JsonObject { ["name"] = byUser, ["state"] = "deleted" }, user.Token))["state"]!);
        var made = await site.MakeAsync("organization_create", new JsonObject { ["name"] = byAdmin, ["id"] = id, ["state"] = "deleted" });
        Assert.Equal((id, "deleted"), ((string)made["id"]!, (string)made["state"]!));
        Assert.Equal((409, """{"id":["Group id already exists"]}"""), await site.TryAsync("organization_create", new JsonObject { ["name"] = byAdmin + "x", ["id"] = id }, site.Site.Token));
    }

    [Fact]
    public async Task Two_who_take_one_name_at_once_do_not_both_get_it()
    {
        var name = People.NewName("org");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.TryAsync("organization_create", new JsonObject { ["name"] = name }, site.Site.Token)));

        Assert.Single(answers, answer => answer.Status == 200);
        Assert.All(answers.Where(answer => answer.Status != 200), answer => Assert.Equal((409, """{"name":["Group name already exists in database"]}"""), answer));
    }

    [Fact]
    public async Task Strangers_are_told_so_before_anything_is_read()
    {
        Assert.Equal((403, "Access denied: User None not authorized to create organizations"), await site.TryAsync("organization_create", [], null));
        Assert.Equal((403, "Access denied: User None not authorized to create groups"), await site.TryAsync("group_create", [], null));
    }

    private static JsonObject Extra(string key, string value) => new() { ["key"] = key, ["value"] = value };
}
