using System.Text;
using Catalog.Api.Actions;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>Bodies, identifiers and numbers made to break: every action answers each with a typed 4xx, or 200 where the parameter is not looked at, never with a 5xx (security rules 7, 8).</summary>
public sealed class HostileRequestTests(CatalogSite site)
{
    private static readonly string[] Refused =
    [
        "nul", "[1]", "{\"x\":", "{\"x\":1,,}", "{\"x\":+1}", "{\"x\":\"\\u12\"}", "{\"x\":\"\\ud801\"}", "{\"\\udc00\":1}", "{\"x\":\"a\u0001\"}", "{\"x\":1e999}", "{\"id\":\"a\",\"id\":\"b\"}",
        "{\"name\":\"a\\u0000b\"}", "{\"a\\u0000\":1}", "{\"x\":NaN}", "{\"x\":-Infinity}", "\ufeff{\"x\":1}", "{'x':1}", "{\"x\":01}", "{\"x\":[" + "1}",
    ];

    /// <summary>Values of parameters that are made to break.</summary>
    internal static readonly string[] Values =
    [
        "[]", "{}", "true", "false", "-5", "1e400", "1e308", "99999999999999999999999999", "-99999999999999999999999999", "0.1", "\"\"", "\" \"", "\"abc\"", "\"\\uffff\\ufffe\"", "\"\\ud83d\\ude00\"", "\"%00\"",
        "\"'; drop table catalog.package; --\"", "\"../../etc/passwd\"", "\"{!bool}\"", "[null]", "[[[[[]]]]]", "[{}]", "{\"a\":{\"b\":[1,{}]}}", "{\"$and\":[{}]}", "{\"_id\":{\"gt\":null}}", "{\"_id\":{\"nope\":1}}", "\"2024-13-45\"",
        "\"NaN\"", "\"Infinity\"", "\"0x10\"", "\"1_000\"", "\"١٢٣\"", "\"[1\"", "\"{\\\"a\\\":\\\"\\\\ud800\\\"}\"", "\"{\\\"_id\\\":\\\"\\\\u0000\\\"}\"", "\"_id desc, _id asc, \\\"_id\\\"\"", "\"title:[\"", "\"a:b:c\"", "\"\\\"\"", "\"*:* AND (\"",
    ];

    [Fact]
    public async Task Bodies_that_are_no_clean_json_object_are_refused_by_every_action()
    {
        foreach (var action in Registry.All)
        {
            foreach (var body in Refused)
            {
                var status = await PostAsync(action.Name, body);
                Assert.True(status is 400 or 403 or 409 or 413 or 415, $"{action.Name} {body}: {status}");
            }
        }
    }

    [Fact]
    public async Task Any_value_of_any_parameter_ends_in_a_typed_answer()
    {
        foreach (var action in Registry.All.Where(action => action.Effect == Effect.Read))
        {
            foreach (var parameter in action.Parameters)
            {
                foreach (var value in Values)
                {
                    var others = string.Concat(action.Parameters.Where(other => other.Required && other.Name != parameter.Name).Select(other => $",\"{other.Name}\":\"{Example(other.Name)}\""));
                    var body = $"{{\"{parameter.Name}\":{value}{others}}}";
                    var status = await PostAsync(action.Name, body);
                    Assert.True(status < 500, $"{action.Name} {body}: {status}");
                }
            }
        }
    }

    [Theory]
    [InlineData("/api/3/action/package_show?id=%00")]
    [InlineData("/api/3/action/package_show?id=%ED%A0%80")]
    [InlineData("/api/3/action/package_show?id=%FF%FE")]
    [InlineData("/api/3/action/package_show?%00=x&id=trees")]
    [InlineData("/api/3/action/%00")]
    [InlineData("/api/3/action/package_search?q=%00")]
    [InlineData("/api/3/action/package_search?fq=name:%00")]
    [InlineData("/api/3/action/package_search?facet.field=%00")]
    [InlineData("/api/3/action/package_search?q=%F0%9F%98%80%EF%BF%BF")]
    [InlineData("/api/3/action/datastore_search?resource_id=%00")]
    [InlineData("/datastore/dump/%00")]
    [InlineData("/datastore/dump/..%2f..%2fetc")]
    public async Task Broken_text_in_addresses_is_no_server_error(string path)
    {
        using var response = await site.Client.GetAsync(path, CatalogSite.Ct);

        Assert.True((int)response.StatusCode < 500, $"{path}: {(int)response.StatusCode}");
    }

    [Fact]
    public async Task Deep_and_long_json_is_refused()
    {
        Assert.Equal(400, await PostAsync("package_search", "{\"q\":" + new string('[', 10_000) + new string(']', 10_000) + "}"));
        Assert.Equal(409, await PostAsync("package_show", $"{{\"id\":\"{new string('x', 200_000)}\"}}"));
        Assert.Equal(409, await PostAsync("datastore_search", $"{{\"resource_id\":\"{site.TreesId}\",\"filters\":{{\"code\":[{string.Join(',', Enumerable.Repeat("{\"eq\":1}", 500))}]}}}}"));
        Assert.True(await PostAsync("datastore_search", $"{{\"resource_id\":\"{site.TreesId}\",\"fields\":[{string.Join(',', Enumerable.Repeat("\"code\"", 5_000))}]}}") < 500);
    }

    private static ActionRegistry Registry { get; } = new(ActionRegistry.Types());

    private string Example(string parameter) => parameter switch
    {
        "resource_id" => site.TreesId,
        "_id" => "1",
        "id" or "dataset" => "trees",
        _ => "x",
    };

    private async Task<int> PostAsync(string action, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await site.Client.PostAsync($"/api/3/action/{action}", content, CatalogSite.Ct);
        return (int)response.StatusCode;
    }
}
