using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>
/// How parameters that are missing, empty or of another kind are refused, for all actions alike (contract 1.3, 1.8, 2.1): by the name of the parameter, but
/// <c>{"message": "Missing id, can not get Resource object"}</c> and <c>{"message": "Parameter is not an bool"}</c> without one.
/// </summary>
public sealed class ParameterShapeTests(CatalogSite site)
{
    private static ActionRegistry Registry { get; } = new(ActionRegistry.Types());

    [Theory]
    [InlineData("resource_patch", "Resource")]
    [InlineData("group_patch", "Group")]
    [InlineData("organization_patch", "Group")]
    [InlineData("user_patch", "User")]
    public async Task A_patch_without_id_has_no_object_to_ask_the_rights_of(string action, string kind)
    {
        var user = await site.HasUserAsync();
        foreach (var body in new[] { "{}", """{"id": ""}""", """{"id": null, "title": "x"}""" })
        {
            var sent = JsonNode.Parse(body)!.AsObject();
            Assert.Equal((409, $"Missing id, can not get {kind} object"), await site.TryAsync(action, sent, null));
            Assert.Equal((409, $"Missing id, can not get {kind} object"), await site.TryAsync(action, sent, user.Token));
            Assert.Equal((409, """{"id":["Missing value"]}"""), await site.TryAsync(action, sent, site.Site.Token));   // whose rights are not asked
        }
    }

    [Fact]
    public async Task Every_other_change_without_id_names_it()
    {
        foreach (var action in Registry.All.Where(action => action.Effect == Effect.Write && action.Name is not ("resource_patch" or "group_patch" or "organization_patch" or "user_patch")
            && action.Parameters.Any(parameter => parameter.Name == "id" && parameter.Required)))
        {
            var (status, body) = await site.PostAsync(action.Name, "{}", site.Site.Token);
            Assert.True(status == 409 && body["error"]!["id"]?.ToJsonString() == """["Missing value"]""", $"{action.Name}: {status} {body.ToJsonString()}");
        }
    }

    [Theory]
    [InlineData("package_patch", """{"id": "trees", "name": ""}""")]
    [InlineData("package_update", """{"id": "trees", "name": ""}""")]
    [InlineData("organization_patch", """{"id": "workshop", "name": ""}""")]
    [InlineData("organization_update", """{"id": "workshop", "name": ""}""")]
    [InlineData("user_patch", """{"id": "admin", "name": ""}""")]
    [InlineData("vocabulary_create", """{"name": ""}""")]
    public async Task A_name_cannot_be_taken_away(string action, string body)
    {
        var (status, words) = await site.TryAsync(action, JsonNode.Parse(body)!.AsObject(), site.Site.Token);

        Assert.Equal((409, """["Missing value"]"""), (status, JsonNode.Parse(words)!["name"]!.ToJsonString()));
    }

    [Fact]
    public async Task An_id_that_is_no_text_is_refused_by_its_name_whatever_the_action()
    {
        var asked = 0;
        foreach (var action in Registry.All)
        {
            foreach (var parameter in action.Parameters.Where(IsReference))
            {
                foreach (var odd in new[] { "5", """["trees"]""", """{"a": 1}""", "true" })
                {
                    var sent = new JsonObject { [parameter.Name] = JsonNode.Parse(odd) };
                    if (action.Name == "resource_create")
                        sent["package_id"] ??= "trees";
                    var (status, body) = await site.PostAsync(action.Name, sent.ToJsonString(), site.Site.Token);
                    asked++;
                    Assert.True(status == 409 && body["error"]!.AsObject().ContainsKey(parameter.Name), $"{action.Name} {sent.ToJsonString()}: {status} {body.ToJsonString()}");
                }
            }
        }

        Assert.True(asked > 400, $"{asked}");
        Assert.Equal((409, """{"match__id":["Not a string: 5"]}"""), await site.TryAsync("package_revise", new JsonObject { ["match"] = new JsonObject { ["id"] = 5 } }, site.Site.Token));
    }

    [Fact]
    public async Task A_flag_that_is_neither_true_nor_false_is_refused_by_every_read()
    {
        var asked = 0;
        foreach (var action in Registry.All.Where(action => action.Effect == Effect.Read))
        {
            foreach (var flag in action.Parameters.Where(parameter => parameter.ValueType == typeof(bool) && !parameter.Declared.Lenient))
            {
                var others = string.Concat(action.Parameters.Where(other => other.Required).Select(other => $"&{other.Name}={(other.JsonType == "integer" ? "1" : "x")}"));
                foreach (var odd in new[] { "maybe", "", "2" })
                {
                    var (status, body) = await site.GetAsync($"{action.Name}?{flag.Name}={odd}{others}", site.Site.Token);
                    asked++;
                    var isShown = action.Name.EndsWith("_show", StringComparison.Ordinal) && flag.Name.StartsWith("include_", StringComparison.Ordinal);
                    var wanted = isShown ? """{"message":"Parameter is not an bool","__type":"Validation Error"}""" : $$"""{"{{flag.Name}}":["Must be a boolean"],"__type":"Validation Error"}""";
                    Assert.Equal((409, action.Name, wanted), (status, action.Name, body["error"]?.ToJsonString()));
                }
            }
        }

        Assert.True(asked > 60, $"{asked}");
    }

    /// <summary>What names one thing: not a list of them, not a text that is stored.</summary>
    private static bool IsReference(ParameterInfo parameter) =>
        parameter.JsonType is "string" or "object"
        && (parameter.Name is "id" or "id2" or "name_or_id" or "object" or "subject" or "username" or "user" || parameter.Name.EndsWith("_id", StringComparison.Ordinal))
        && parameter.Name is not "license_id";

    /// <summary>Answers write versions as numbers, so they are sent back as numbers, to every action that takes one.</summary>
    [Fact]
    public void A_version_may_be_a_number_or_a_text()
    {
        var parameters = Registry.All.SelectMany(action => action.Parameters).Where(parameter => parameter.Name == "version" && parameter.ValueType != typeof(JsonNode)).ToList();

        Assert.True(parameters.Count > 10);
        foreach (var parameter in parameters)
            Assert.Equal((ParameterReader.Read(JsonValue.Create("7"), parameter).Value, 0), (ParameterReader.Read(JsonValue.Create(7), parameter).Value, ParameterReader.Read(JsonValue.Create(7), parameter).Problems.Count));
    }

    [Fact]
    public async Task A_number_for_any_other_text_is_still_refused()
    {
        var (version, shown) = await site.PostAsync("dataset_version_show", """{"id": "trees", "version": 1}""", site.Site.Token);
        var (fraction, _) = await site.PostAsync("dataset_version_show", """{"id": "trees", "version": 1.5}""", site.Site.Token);
        var (id, refused) = await site.PostAsync("dataset_version_show", """{"id": 5}""", site.Site.Token);

        Assert.Equal((200, 1, 409, 409), (version, (int)shown["result"]!["version"]!, fraction, id));
        Assert.Equal("Not a string: 5", (string)refused["error"]!["id"]![0]!);
    }
}
