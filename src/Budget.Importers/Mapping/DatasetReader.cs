using System.Text.Json;
using System.Text.RegularExpressions;

namespace Budget.Importers.Mapping;

/// <summary>Reads the Data Package around <c>etl</c>: what is published about the dataset.</summary>
internal static partial class DatasetReader
{
    public static DatasetMapping Read(Stream json)
    {
        var problems = new List<MappingProblem>();
        using var document = Parse(json);
        var root = new JsonCursor(document.RootElement, "$", problems);
        var etl = root["etl"];
        if (!etl.Exists)
            etl.Problem("an object with sources, schedule, read and resources");
        etl.KnowsOnly("sources", "schedule", "delivery", "read", "resources", "rules", "publish");

        var published = etl["resources"].Members("an object: one entry per published resource").Select(m => m.Name).ToList();
        var codeLists = CodeLists(root["resources"], published);
        var rules = EtlReader.ReadRules(etl["rules"], published);
        var period = EtlReader.ReadPeriod(etl["delivery"]);
        var resources = ResourceReader.ReadAll(root["resources"], etl, codeLists, rules, period is not null);

        var mapping = new DatasetMapping
        {
            Name = Name(root["name"]),
            Title = Local(root, "title", required: true),
            Description = Local(root, "description"),
            LicenseId = Licence(root["licenses"]),
            Keywords = root["keywords"].Texts("a list of words", required: false),
            Publisher = Publisher(root["contributors"]),
            SourceLinks =
            [
                .. root["sources"].Items("a list of sources", required: false).Select(source => new SourceLink(
                    source["title"].Text("the name of the source"), source["path"].Exists ? source["path"].Text("an address") : null)),
            ],
            Resources = resources,
            CodeLists = codeLists,
            Etl = EtlReader.Read(etl, resources, rules, period),
            Hash = MappingHash.Of(document.RootElement),
        };
        return problems.Count == 0 ? mapping : throw new MappingException(problems);
    }

    /// <summary>A text in both languages: <c>NAME_translated: {el, en}</c>, else <c>NAME</c> for both.</summary>
    public static LocalText Local(JsonCursor at, string name, bool required = false)
    {
        var translated = at[name + "_translated"];
        translated.KnowsOnly("el", "en");
        var plain = required && !translated.Exists ? at[name].Text("a text") : at[name].Text("a text", "");
        return new(translated["el"].Text("a Greek text", plain), translated["en"].Text("an English text", plain));
    }

    /// <summary>A name that may stand in an address.</summary>
    public static string Name(JsonCursor at)
    {
        const string accepted = "2 to 100 lower-case letters, digits, - and _";
        var name = at.Text(accepted);
        if (name.Length > 0 && !NamePattern().IsMatch(name))
            at.Problem(accepted);
        return name;
    }

    private static JsonDocument Parse(Stream json)
    {
        try
        {
            return JsonDocument.Parse(json, new() { AllowDuplicateProperties = false });
        }
        catch (JsonException e)
        {
            throw new MappingException([new("$", e.Message, "a JSON document without doubled properties")]);
        }
    }

    private static string Licence(JsonCursor licences)
    {
        const string accepted = "a list with one licence";
        if (licences.Items(accepted) is [var licence, ..])
            return licence["name"].Text("a licence id");
        if (licences.Exists && licences.Element.ValueKind == JsonValueKind.Array)
            licences.Problem(accepted);
        return "";
    }

    private static Publisher Publisher(JsonCursor contributors)
    {
        var publisher = contributors.Items("a list with one contributor whose role is publisher")
            .FirstOrDefault(contributor => contributor["role"].Text("a role", "") == "publisher");
        if (publisher is not null)
            return new(Name(publisher["name"]), Local(publisher, "title", required: true));
        if (contributors.Exists)
            contributors.Problem("a contributor whose role is publisher");
        return new("", new("", ""));
    }

    /// <summary>The resources of the package that are not published tables: their fields refer to them.</summary>
    private static IReadOnlyList<CodeListFile> CodeLists(JsonCursor resources, IReadOnlyList<string> published) =>
    [
        .. resources.Items("a list of resources")
            .Where(resource => !published.Contains(resource["name"].Text("a name", "")))
            .Select(resource => new CodeListFile(Name(resource["name"]), Local(resource, "title"), RelativePath(resource["path"]))),
    ];

    /// <summary>A path that stays below its folder.</summary>
    public static string RelativePath(JsonCursor at)
    {
        const string accepted = "a relative path with / and without ..";
        var path = at.Text(accepted);
        if (path.Length > 0 && (path[0] == '/' || path.Contains('\\', StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal) || path.Split('/').Any(part => part is "" or "." or "..")))
            at.Problem(accepted);
        return path;
    }

    [GeneratedRegex("^[a-z0-9_-]{2,100}\\z")]
    private static partial Regex NamePattern();
}
