using Budget.Importers.Mapping;

namespace Budget.Importers.Detection;

/// <summary>What a resource needs from a header row: a mapped field, or a column of the unpivot.</summary>
/// <param name="Name">Field name, or code of the unpivot.</param>
/// <param name="Unpivoted">Whether it is a column of the unpivot.</param>
/// <param name="Headers">Accepted headers as the mapping writes them.</param>
internal sealed record Slot(string Name, bool Unpivoted, IReadOnlyList<string> Headers, bool Optional)
{
    private readonly HashSet<string> folded = [.. Headers.Select(HeaderName.Fold)];

    public bool Accepts(string foldedHeader) => folded.Contains(foldedHeader);

    public static IReadOnlyList<Slot> Of(ResourceMapping resource) =>
    [
        .. resource.Map.Select(entry => new Slot(entry.Key, Unpivoted: false, entry.Value, Optional: false)),
        .. (resource.Unpivot?.Columns ?? []).Select(column => new Slot(column.Code, Unpivoted: true, column.Headers, column.Optional)),
    ];
}

/// <summary>Which column of a file is which slot of a resource.</summary>
internal sealed class HeaderMatch
{
    private readonly IReadOnlyList<string> header;
    private readonly List<(Slot Slot, List<int> Columns)> matches;

    private HeaderMatch(IReadOnlyList<string> header, IReadOnlyList<Slot> slots)
    {
        this.header = header;
        var folded = header.Select(HeaderName.Fold).ToList();
        matches = [.. slots.Select(slot => (slot, Enumerable.Range(0, folded.Count).Where(i => slot.Accepts(folded[i])).ToList()))];
    }

    public static HeaderMatch Of(IReadOnlyList<string> header, ResourceMapping resource) => new(header, Slot.Of(resource));

    public int Count => header.Count;

    public string this[int column] => header[column];

    /// <summary>Slots found in the file with their column, from 0.</summary>
    public IEnumerable<(Slot Slot, int Column)> Found => matches.Where(m => m.Columns.Count > 0).Select(m => (m.Slot, m.Columns[0]));

    /// <summary>Whether every column is there.</summary>
    public bool IsComplete => matches.All(m => m.Columns.Count > 0 || m.Slot.Optional);

    /// <summary>Whether no column at all is there: then this is some other line.</summary>
    public bool IsForeign => matches.All(m => m.Columns.Count == 0);

    private List<int> Unknown => [.. Enumerable.Range(0, header.Count).Except(matches.SelectMany(m => m.Columns))];

    /// <summary>Reports what is wrong with the header at <paramref name="line"/>; true when rows can be read.</summary>
    public bool Check(int line, ResourceMapping resource, DatasetMapping dataset, FileFindings findings)
    {
        var errors = findings.Errors;
        foreach (var (slot, columns) in matches)
            foreach (var column in columns.Skip(1))
                findings.Add(Rules.ColumnDoubled, line, column + 1, header[column], header[column], slot.Headers[0], args: ("other", columns[0] + 1));

        var other = IsComplete ? null : dataset.Resources.FirstOrDefault(r => r.Name != resource.Name && Of(header, r).IsComplete);
        if (other is not null)
            findings.Add(Rules.WrongResource, line, Unknown.Select(i => i + 1).FirstOrDefault(1), header[Unknown.FirstOrDefault()], other.Name, resource.Name);
        else
            ReportMissingAndUnknown(line, findings);
        return findings.Errors == errors;
    }

    /// <summary>As many missing as unknown columns: they were renamed, in their order. Else each is reported for itself.</summary>
    private void ReportMissingAndUnknown(int line, FileFindings findings)
    {
        var missing = matches.Where(m => m.Columns.Count == 0 && !m.Slot.Optional).Select(m => string.Join(" | ", m.Slot.Headers)).ToList();
        var unknown = Unknown;
        if (missing.Count == unknown.Count)
        {
            foreach (var (column, expected) in unknown.Zip(missing))
                findings.Add(Rules.ColumnRenamed, line, column + 1, header[column], header[column], expected);
            return;
        }

        foreach (var expected in missing)
            findings.Add(Rules.ColumnMissing, line, value: string.Join(" | ", header), expected: expected);
        foreach (var column in unknown)
            findings.Add(Rules.ColumnUnknown, line, column + 1, header[column], header[column]);
    }
}
