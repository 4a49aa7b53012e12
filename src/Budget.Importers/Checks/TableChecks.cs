using Budget.Importers.Mapping;

namespace Budget.Importers.Checks;

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

/// <summary>Rules of <c>etl.rules</c> that look at whole tables. To be asked only when the files themselves have no error: a missing line unbalances everything.</summary>
public static class TableChecks
{
    /// <summary>Rules within the delivery: <c>balanced</c>.</summary>
    /// <param name="totals">One per resource of the mapping.</param>
    public static void CheckDelivery(DatasetMapping mapping, IReadOnlyList<ControlTotals> totals, FindingLog findings) =>
        throw new NotImplementedException();

    /// <summary>Rules against what is published: <c>rows-removed</c>, <c>total-moved</c>. Not for the first version.</summary>
    public static void CheckHistory(
        DatasetMapping mapping, IReadOnlyList<ControlTotals> totals, IReadOnlyList<PreviousResource> previous, FindingLog findings) =>
        throw new NotImplementedException();
}
