using Budget.Importers.Mapping;

namespace Budget.Importers.Checks;

/// <summary>Counts and sums of one resource, collected while its lines stream by; exact decimals.</summary>
public sealed class ControlTotals(ResourceMapping resource)
{
    private readonly SortedDictionary<string, decimal> totals = new(StringComparer.Ordinal);
    private int lastLine;

    public string Resource { get; } = resource.Name;

    /// <summary>Rows of the file that gave at least one budget line.</summary>
    public int SourceRows { get; private set; }

    /// <summary>Budget lines.</summary>
    public int Lines { get; private set; }

    /// <summary>Sum of the amounts by phase; by <c>""</c> where the resource has no phase.</summary>
    public IReadOnlyDictionary<string, decimal> Totals => totals;

    /// <summary>Totals that were counted before, for rules that are asked later.</summary>
    public static ControlTotals Of(ResourceMapping resource, int lines, IReadOnlyDictionary<string, decimal> totals)
    {
        var counted = new ControlTotals(resource) { Lines = lines };
        foreach (var (phase, total) in totals)
            counted.totals.Add(phase, total);
        return counted;
    }

    public void Add(BudgetLine line)
    {
        Lines++;
        if (line.SourceLine != lastLine)
            SourceRows++;
        lastLine = line.SourceLine;

        if (resource.AmountIndex < 0 || line.Values[resource.AmountIndex] is not decimal amount)
            return;
        var phase = resource.PhaseIndex < 0 ? "" : (string?)line.Values[resource.PhaseIndex] ?? "";
        totals[phase] = totals.GetValueOrDefault(phase) + amount;
    }
}
