using System.Text.Json;
using System.Text.Json.Nodes;
using Catalog.Api.Actions;
using OpenData.Core.Packages;

namespace Catalog.Api.Pages.Developers;

/// <summary>From the first request to versions, with addresses of this very site: everything printed here works as printed.</summary>
internal sealed class DeveloperGuide(CatalogOverview catalog, PackageStore packages, ActionRegistry registry) : PortalPage
{
    private const int Names = 5;

    private static readonly JsonSerializerOptions Indented = new(ApiJson.Options) { WriteIndented = true };

    /// <summary>The table that the samples read, or null while nothing is published.</summary>
    public CatalogOverview.Example? Example { get; private set; }

    /// <summary>Every action, in groups by feature.</summary>
    public IEnumerable<IGrouping<string, ActionInfo>> Actions => registry.All.GroupBy(action => action.Type.Namespace!.Split('.')[^1]).OrderBy(group => group.Key, StringComparer.Ordinal);

    /// <summary>Address of the first request.</summary>
    public string FirstUrl => Action($"package_list?limit={Names}");

    /// <summary>What it answers now.</summary>
    public string FirstAnswer { get; private set; } = "";

    public async Task OnGetAsync(CancellationToken ct)
    {
        Example = await catalog.ExampleAsync(ct);
        var names = await packages.ListNamesAsync(Names, 0, ct);
        FirstAnswer = new JsonObject
        {
            ["help"] = Action("help_show?name=package_list"),
            ["success"] = true,
            ["result"] = new JsonArray([.. names.Select(name => (JsonNode)name)]),
        }.ToJsonString(Indented);
    }

    /// <summary>Address of a call.</summary>
    public string Action(string nameAndQuery) => $"{Site}/api/3/action/{nameAndQuery}";

    /// <summary>Calls that say something about versions and downloads: text key and address.</summary>
    public IEnumerable<(string Key, string Url)> VersionCalls(CatalogOverview.Example example)
    {
        var dataset = example.Dataset;
        yield return ("list", Action($"dataset_version_list?id={dataset}"));
        yield return ("rows", Action($"datastore_search?resource_id={example.ResourceId}&version={example.Version}&limit=5"));
        if (example.Version > 1)
            yield return ("diff", Action($"dataset_version_diff?id={dataset}&to={example.Version}"));
        yield return ("csv", $"{Site}/dataset/{dataset}/v/{example.Version}/{Uri.EscapeDataString(example.Resource)}.csv");
        yield return ("page", $"{Site}/dataset/{dataset}/v/{example.Version}");
    }
}
