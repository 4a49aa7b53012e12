namespace Budget.Importers;

/// <summary>Findings of one run in the order found: the first 1,000 are kept, all are counted. Not for several threads at once.</summary>
public sealed class FindingLog
{
    /// <summary>Most findings kept whole.</summary>
    public const int Most = 1_000;

    private readonly List<Finding> kept = [];
    private readonly SortedDictionary<(string Rule, Severity Severity), int> counts = [];

    /// <summary>The first <see cref="Most"/> findings.</summary>
    public IReadOnlyList<Finding> Items => kept;

    /// <summary>How often each rule was found, those not kept included.</summary>
    public IReadOnlyDictionary<(string Rule, Severity Severity), int> Counts => counts;

    public int Errors { get; private set; }

    public int Warnings { get; private set; }

    /// <summary>Whether the delivery must be rejected.</summary>
    public bool HasErrors => Errors > 0;

    public void Add(Finding finding)
    {
        if (finding.Severity == Severity.Error)
            Errors++;
        else
            Warnings++;

        var key = (finding.Rule, finding.Severity);
        counts[key] = counts.GetValueOrDefault(key) + 1;
        if (kept.Count < Most)
            kept.Add(finding);
    }
}
