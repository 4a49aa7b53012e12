using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using Catalog.Api.Tests.Actions;
using Catalog.Api.Tests.Users;
using Xunit;

namespace Catalog.Api.Tests.Organizations;

/// <summary>Any JSON in any parameter of the actions of organizations and users, by a sysadmin who may everything, ends in a typed answer (security rules 7, 8).</summary>
public sealed class HostileWriteTests(CatalogSite site)
{
    private static readonly string[] Documents =
    [
        """{"users":[{"name":[]}]}""", """{"users":[{"name":{"a":1}},{"id":5}]}""", """{"users":[{"name":"admin","capacity":{"a":1}}]}""", """{"users":[{"name":"admin"},{"id":"admin"}]}""",
        """{"groups":[{"id":null,"name":null}]}""", """{"extras":[{"key":{"a":1},"value":[1]}]}""", """{"extras":[{"key":"k","value":{"a":[]},"deleted":"x"}]}""", """{"extras":[{"key":"k","value":null}]}""",
        """{"title":{"a":1},"description":5,"image_url":[1],"approval_status":{},"state":5}""", """{"id":true}""", """{"packages":[{"id":"x","capacity":7}]}""", """{"plugin_extras":[1]}""",
        """{"sysadmin":{"a":1},"activity_streams_email_notifications":[1]}""",
    ];

    public static TheoryData<string> Actions => [.. new ActionRegistry(ActionRegistry.Types()).All
        .Where(action => action.Type.Namespace is "Catalog.Api.Organizations" or "Catalog.Api.Users" or "Catalog.Api.Following" or "Catalog.Api.Collaborators").Select(action => new TheoryDataRow<string>(action.Name))];

    [Theory, MemberData(nameof(Actions))]
    public async Task Any_value_of_any_parameter_ends_in_a_typed_answer(string action)
    {
        var info = new ActionRegistry(ActionRegistry.Types()).Find(action)!;
        var good = await GoodAsync(info);
        foreach (var parameter in info.Parameters)
        {
            foreach (var value in HostileRequestTests.Values.Where(value => value is not ("1e400" or "\"\\u0000\"")))
            {
                var body = good.DeepClone().AsObject();
                body[parameter.Name] = JsonNode.Parse(value);
                var (status, answer) = await site.PostAsync(action, body.ToJsonString(), site.Site.Token);   // fails on a 5xx
                Assert.True(status == 200 || answer is JsonValue || answer["error"]!["__type"] is not null, answer.ToJsonString());
            }
        }

        foreach (var document in Documents)
        {
            var body = good.DeepClone().AsObject();
            foreach (var (key, value) in JsonNode.Parse(document)!.AsObject())
                body[key] = value?.DeepClone();
            await site.PostAsync(action, body.ToJsonString(), site.Site.Token);
        }
    }

    /// <summary>A body that would succeed, about things that nobody else uses.</summary>
    private async Task<JsonObject> GoodAsync(ActionInfo action)
    {
        var isUser = action.Name.StartsWith("user_", StringComparison.Ordinal) || action.Name.Contains("followee", StringComparison.Ordinal) || action.Name.EndsWith("_for_user", StringComparison.Ordinal);
        var isGroup = action.Name.StartsWith("group_", StringComparison.Ordinal);
        var victim = action.Name is "user_create" ? null : (await site.HasUserAsync()).Name;
        var group = (await site.HasOrganizationAsync(isGroup ? "group" : "organization")).Name;
        var good = new JsonObject();
        foreach (var parameter in action.Parameters.Where(parameter => parameter.Required))
        {
            good[parameter.Name] = parameter.Name switch
            {
                "id" when isUser => victim,
                "id" when action.Name.Contains("dataset", StringComparison.Ordinal) || action.Name.StartsWith("package", StringComparison.Ordinal) => "trees",
                "id" or "org_id" or "group_id" => group,
                "datasets" => new JsonArray(),
                "object_type" => "user",
                "role" or "capacity" => "member",
                "email" => "x@example.org",
                _ => victim,
            };
        }

        if (action.Name.EndsWith("_create", StringComparison.Ordinal) && !good.ContainsKey("name") && action.Parameters.Any(parameter => parameter.Name == "name"))
            good["name"] = People.NewName("hostile");
        return good;
    }
}
