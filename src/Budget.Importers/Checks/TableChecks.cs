using System.Globalization;
using Budget.Importers.Mapping;

namespace Budget.Importers.Checks;

/// <summary>
/// Rules of <c>etl.rules</c> that look at whole tables. To be asked only when the files themselves have no error: a line that could not be read
/// unbalances everything.
/// </summary>
public static class TableChecks
{
    /// <summary>Rules within the delivery: <c>balanced</c>.</summary>
    /// <param name="totals">One per resource of the mapping.</param>
    public static void CheckDelivery(DatasetMapping mapping, IReadOnlyList<ControlTotals> totals, FindingLog findings)
    {
        foreach (var rule in mapping.Etl.Rules.Where(rule => rule.Id == Rules.Balanced))
        {
            var phase = rule.Phase ?? "";
            var (left, right) = (Of(totals, rule.Resources[0]), Of(totals, rule.Resources[1]));
            var (leftTotal, rightTotal) = (left.Totals.GetValueOrDefault(phase), right.Totals.GetValueOrDefault(phase));
            if (leftTotal != rightTotal)
                findings.Add(Found(rule, rightTotal, Text(leftTotal),
                    ("phase", phase), ("left", left.Resource), ("left_total", Text(leftTotal)), ("right", right.Resource), ("right_total", Text(rightTotal)),
                    ("difference", Text(Math.Abs(leftTotal - rightTotal)))));
        }
    }

    /// <summary>Rules against what is published: <c>rows-removed</c>, <c>total-moved</c>. Not for the first version.</summary>
    public static void CheckHistory(
        DatasetMapping mapping, IReadOnlyList<ControlTotals> totals, IReadOnlyList<PreviousResource> previous, FindingLog findings)
    {
        foreach (var rule in mapping.Etl.Rules)
            foreach (var before in previous.Where(p => rule.Resources.Contains(p.Resource)))
                if (rule.Id == Rules.RowsRemoved)
                    CheckRemoved(rule, before, findings);
                else if (rule.Id == Rules.TotalMoved)
                    CheckMoved(rule, before, Of(totals, before.Resource), findings);
    }

    private static void CheckRemoved(RuleMapping rule, PreviousResource before, FindingLog findings)
    {
        if (before.Lines == 0 || before.Removed <= rule.Most * before.Lines)
            return;
        findings.Add(Found(rule, before.Removed, null,
            ("resource", before.Resource), ("removed", Text(before.Removed)), ("previous", Text(before.Lines)),
            ("share", Percent((decimal)before.Removed / before.Lines)), ("most", Percent(rule.Most ?? 0))));
    }

    private static void CheckMoved(RuleMapping rule, PreviousResource before, ControlTotals now, FindingLog findings)
    {
        foreach (var (phase, old) in before.Totals.Where(t => rule.Phase is null || rule.Phase == t.Key))
        {
            var total = now.Totals.GetValueOrDefault(phase);
            if (Math.Abs(total - old) <= rule.Most * Math.Abs(old))
                continue;
            var share = old == 0 ? "" : Percent(Math.Abs(total - old) / Math.Abs(old));
            findings.Add(Found(rule, total, Text(old),
                ("resource", before.Resource), ("phase", phase), ("previous", Text(old)), ("total", Text(total)), ("share", share), ("most", Percent(rule.Most ?? 0))));
        }
    }

    private static ControlTotals Of(IReadOnlyList<ControlTotals> totals, string resource) => totals.First(total => total.Resource == resource);

    private static Finding Found(RuleMapping rule, decimal value, string? expected, params ReadOnlySpan<(string Name, string Value)> args)
    {
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in args)
            named[name] = text;
        return new() { Rule = rule.Id, Severity = rule.Severity, Value = Text(value), Expected = expected, Args = named };
    }

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A share as percent with one decimal, such as <c>51.3</c>.</summary>
    private static string Percent(decimal share) => (share * 100).ToString("0.0", CultureInfo.InvariantCulture);
}

/// <summary>What the published version holds for a resource, against which a new delivery is compared.</summary>
public sealed record PreviousResource
{
    public required string Resource { get; init; }

    /// <summary>Published budget lines.</summary>
    public required int Lines { get; init; }

    /// <summary>Published lines whose key the new delivery has not.</summary>
    public required int Removed { get; init; }

    /// <summary>Published sums by phase.</summary>
    public required IReadOnlyDictionary<string, decimal> Totals { get; init; }
}
