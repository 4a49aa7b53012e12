using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Access;
using OpenData.Testing;
using Xunit;

namespace Catalog.Api.Tests.Actions;

/// <summary>What holds for every action: documented, authorized, in help, in OpenAPI and in docs/actions.md.</summary>
public sealed class ActionStructureTests(CatalogSite site)
{
    private static ActionRegistry Registry { get; } = new(ActionRegistry.Types());

    [Fact]
    public void Every_action_and_every_parameter_says_what_it_is()
    {
        Assert.NotEmpty(Registry.All);
        Assert.All(Registry.All, action =>
        {
            Assert.Matches("^[a-z][a-z0-9_]+$", action.Name);
            Assert.True(action.Summary.Length > 20 && action.Summary.EndsWith('.'), $"{action.Name}: {action.Summary}");
            Assert.All(action.Parameters, parameter => Assert.True(
                parameter.Declared.Description.Length > 3 && parameter.Declared.Description.EndsWith('.'), $"{action.Name} {parameter.Name}: {parameter.Declared.Description}"));
        });
    }

    [Fact]
    public void Two_actions_of_one_name_stop_the_start()
    {
        var twice = ActionRegistry.Types().Append(typeof(SiteRead));

        Assert.Contains("site_read", Assert.Throws<InvalidOperationException>(() => new ActionRegistry(twice)).Message, StringComparison.Ordinal);
    }

    /// <summary>Every action that names a dataset or a resource is asked for hidden ones by a stranger: the tests of each action may forget it, this one does not.</summary>
    [Fact]
    public async Task No_action_tells_a_stranger_anything_of_what_is_not_public()
    {
        var asked = 0;
        foreach (var action in Registry.All.Where(action => action.MinimumCaller == MinimumCaller.Anonymous))
        {
            foreach (var parameter in action.Parameters.Where(parameter => parameter.Name is "id" or "name_or_id" or "resource_id" or "package_id" or "dataset" or "dataset_id"))
            {
                foreach (var hidden in new[] { "secret-trees", "draft-trees", "deleted-trees", site.Secret.Id.ToString(), site.SecretId })
                {
                    var body = new JsonObject { [parameter.Name] = hidden };
                    foreach (var other in action.Parameters.Where(other => other.Required && other != parameter))
                        body[other.Name] = other.JsonType == "integer" ? 1 : "x";
                    var (status, answer) = await site.PostAsync(action.Name, body.ToJsonString());
                    asked++;
                    Assert.True(status is 403 or 404 or 400 or 409, $"{action.Name} {body.ToJsonString()}: {status} {answer.ToJsonString()}");
                    Assert.DoesNotContain("anary", answer.ToJsonString(), StringComparison.Ordinal);
                }
            }
        }

        Assert.True(asked > 30);
    }

    [Fact]
    public async Task Every_action_has_help_and_stands_in_the_OpenAPI_document()
    {
        var paths = JsonNode.Parse(await site.Client.GetStringAsync("/developers/api/openapi.json", CatalogSite.Ct))!["paths"]!.AsObject();
        foreach (var action in Registry.All)
        {
            var path = paths[$"/api/3/action/{action.Name}"]!.AsObject();
            var help = (string)(await site.ResultAsync($"help_show?name={action.Name}"))!;

            Assert.Equal(action.Effect == Effect.Read, path.ContainsKey("get"));
            Assert.StartsWith(action.Summary, help, StringComparison.Ordinal);
            Assert.All(action.Parameters, parameter => Assert.Contains($":param {parameter.Name}:", help, StringComparison.Ordinal));
        }

        Assert.Equal(Registry.All.Count, paths.Count);
    }

    [Fact]
    public async Task The_page_of_the_OpenAPI_document_loads_nothing_from_elsewhere()
    {
        using var page = await site.Client.GetAsync("/developers/api/index.html", CatalogSite.Ct);
        var html = await page.Content.ReadAsStringAsync(CatalogSite.Ct);

        Assert.DoesNotMatch("(src|href)=[\"'](https?:)?//", html);
        Assert.DoesNotMatch("<script(?![^>]*\\ssrc=)", html);
        Assert.StartsWith("default-src 'self';", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        foreach (var file in new[] { "swagger-ui.css", "swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "index.js", "index.css" })
            Assert.True((await site.Client.GetAsync($"/developers/api/{file}", CatalogSite.Ct)).IsSuccessStatusCode, file);
    }

    [Fact]
    public void The_reference_of_actions_is_what_the_declarations_say() =>
        Snapshot.MatchFile(Document(), Path.Combine(Repository.Root, "docs", "actions.md"));

    private static string Document()
    {
        var text = new StringBuilder("""
            # Actions

            Every action answers at `/api/3/action/{name}` in CKAN's envelope (docs/ckan-contract.md, section 1). Reads take GET with a query string and POST with
            a JSON body; writes take POST only. Made from the declarations in `src/Catalog.Api`; `UPDATE_SNAPSHOTS=1` writes it.


            """);
        foreach (var action in Registry.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {action.Name}\n\n{action.Summary}\n\n{(action.Effect == Effect.Read ? "Read" : "Write")}, for {Callers(action.MinimumCaller)}.");
            text.Append(action.Unknown switch
            {
                UnknownParameters.RefuseAsExtras => " Unknown parameters are refused (409).",
                UnknownParameters.RefuseAsSearchQuery => " Unknown parameters are refused (400), but for those that begin with `ext_`.",
                _ => "",
            });
            text.Append("\n\n");
            if (action.Parameters.Count == 0)
                continue;
            text.Append("| Parameter | Type | Default | Meaning |\n| --- | --- | --- | --- |\n");
            foreach (var parameter in action.Parameters)
            {
                var alias = parameter.Declared.Alias is { } name ? $" Also `{name}`." : "";
                text.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {parameter.JsonType} | {(parameter.Required ? "required" : parameter.Default is { } value ? $"`{value}`" : "")} | {parameter.Declared.Description.Replace("|", "\\|", StringComparison.Ordinal)}{alias} |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static string Callers(MinimumCaller caller) => caller switch
    {
        MinimumCaller.Anonymous => "everybody",
        MinimumCaller.User => "users with a token",
        MinimumCaller.Sysadmin => "sysadmins",
        _ => throw new ArgumentOutOfRangeException(nameof(caller)),
    };
}
