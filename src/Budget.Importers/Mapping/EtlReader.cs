using System.Text.RegularExpressions;
using System.Xml;

namespace Budget.Importers.Mapping;

/// <summary>Reads the parts of <c>etl</c> that are about whole deliveries.</summary>
internal static partial class EtlReader
{
    private static readonly string[] RuleIds = [Rules.Balanced, Rules.PhaseOrder, Rules.RowsRemoved, Rules.TotalMoved];

    public static EtlMapping Read(JsonCursor etl, IReadOnlyList<ResourceMapping> resources, IReadOnlyList<RuleMapping> rules, PeriodMapping? period)
    {
        etl["publish"].KnowsOnly("mode");
        return new()
        {
            Sources = [.. etl["sources"].Items("a list of sources").Select(source => Source(source, resources)).OfType<SourceMapping>()],
            Schedule = Schedule(etl["schedule"]),
            Period = period,
            Rules = rules,
            PublishMode = etl["publish"]["mode"].Word(["auto"], "auto"),
        };
    }

    public static PeriodMapping? ReadPeriod(JsonCursor delivery)
    {
        delivery.KnowsOnly("period");
        var at = delivery["period"];
        if (!at.Exists)
            return null;
        at.KnowsOnly("from", "pattern", "format");
        at["from"].Word(["file-name"], "file-name");

        const string accepted = "a regular expression with a group (?<period>…), without look-around and back references";
        var pattern = at["pattern"].Text(accepted);
        var format = at["format"].Text("a date format such as yyyy_MM_dd");
        try
        {
            var regex = new Regex(pattern, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
            if (regex.GetGroupNames().Contains("period"))
                return new(regex, format);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            // reported below, as is an expression without the group
        }
        at["pattern"].Problem(accepted);
        return null;
    }

    public static IReadOnlyList<RuleMapping> ReadRules(JsonCursor rules, IReadOnlyList<string> resources) =>
        [.. rules.Items("a list of rules", required: false).Select(rule => Rule(rule, resources))];

    private static RuleMapping Rule(JsonCursor at, IReadOnlyList<string> known)
    {
        at.KnowsOnly("id", "severity", "resources", "phase", "order", "max_share", "tolerance");
        var id = at["id"].Word(RuleIds);
        var usual = RuleIds.Contains(id) && Rules.SeverityOf(id) == Severity.Warning ? "warning" : "error";
        var resources = at["resources"].Exists ? at["resources"].Texts("names of published resources") : known;
        foreach (var name in resources.Except(known))
            at["resources"].Problem($"names of published resources: {string.Join(", ", known)}; {name} is none");

        var rule = new RuleMapping
        {
            Id = id,
            Severity = at["severity"].Word(["error", "warning"], usual) == "warning" ? Severity.Warning : Severity.Error,
            Resources = resources,
            Phase = at["phase"].Exists ? at["phase"].Text("a phase") : null,
            Order = at["order"].Texts("a list of phases", required: false),
            Most = at["max_share"].Number(0, 1_000),
            Tolerance = at["tolerance"].Number(0, 1_000_000_000) ?? 0,
        };
        if (id == Rules.Balanced && rule.Resources.Count != 2)
            at["resources"].Problem("exactly two resources");
        if (id == Rules.PhaseOrder && rule.Order.Count < 2)
            at["order"].Problem("at least two phases, the largest first");
        if (id is Rules.RowsRemoved or Rules.TotalMoved && rule.Most is null && !at["max_share"].Exists)
            at["max_share"].Problem("the largest share that passes, 0.2 for 20 %");
        return rule;
    }

    private static SourceMapping? Source(JsonCursor at, IReadOnlyList<ResourceMapping> resources)
    {
        at.KnowsOnly("kind", "path", "urls", "wait");
        var wait = Wait(at["wait"]);
        switch (at["kind"].Word(["folder", "http"]))
        {
            case "folder":
                return new FolderSource(DatasetReader.RelativePath(at["path"])) { Wait = wait };
            case "http":
                var urls = at["urls"].Members("an object: resource to address").ToDictionary(m => m.Name, m => Address(m.Value), StringComparer.Ordinal);
                if (!urls.Keys.Order(StringComparer.Ordinal).SequenceEqual(resources.Select(r => r.Name).Order(StringComparer.Ordinal)))
                    at["urls"].Problem($"one address for each of {string.Join(", ", resources.Select(r => r.Name))}");
                return new HttpSource(urls) { Wait = wait };
            default:
                return null;
        }
    }

    private static TimeSpan Wait(JsonCursor at)
    {
        const string accepted = "an ISO 8601 duration such as PT1H";
        try
        {
            var wait = XmlConvert.ToTimeSpan(at.Text(accepted, "PT1H"));
            if (wait >= TimeSpan.Zero)
                return wait;
        }
        catch (Exception e) when (e is FormatException or OverflowException)
        {
            // reported below, as is a negative one
        }
        if (at.Exists)
            at.Problem(accepted);
        return TimeSpan.FromHours(1);
    }

    private static Uri Address(JsonCursor at)
    {
        const string accepted = "an address with http or https and no user name";
        if (Uri.TryCreate(at.Text(accepted), UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && uri.UserInfo.Length == 0)
            return uri;
        at.Problem(accepted);
        return new Uri("about:blank");
    }

    private static ScheduleMapping Schedule(JsonCursor at)
    {
        at.KnowsOnly("cron", "timezone");
        const string accepted = "five fields: minute, hour, day of month, month, day of week";
        var cron = at["cron"].Text(accepted);
        if (cron.Length > 0 && !CronPattern().IsMatch(cron))
            at["cron"].Problem(accepted);
        var zone = at["timezone"].Text("a time zone such as Europe/Athens", "Europe/Athens");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
            at["timezone"].Problem("a time zone such as Europe/Athens");
        return new(cron, zone);
    }

    [GeneratedRegex(@"^[0-9A-Z*/,\-?#]+( [0-9A-Z*/,\-?#]+){4}\z")]
    private static partial Regex CronPattern();
}
