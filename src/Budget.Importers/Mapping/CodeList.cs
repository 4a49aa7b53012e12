using Budget.Importers.Formats;

namespace Budget.Importers.Mapping;

/// <summary>A named tree of codes with labels, read from a small CSV file beside the mapping.</summary>
public sealed record CodeList(string Name, IReadOnlyList<CodeListEntry> Entries)
{
    private static readonly string[] Columns = ["code", "parent", "label_el", "label_en", "variants"];

    /// <summary>Reads UTF-8, comma, quotes; columns <c>code, parent, label_el, label_en, variants</c> (variants joined by <c>|</c>).</summary>
    /// <exception cref="MappingException">The header is another, a row has no code or label, a code stands twice or a parent does not exist.</exception>
    public static async Task<CodeList> ReadAsync(string name, Stream csv, CancellationToken ct)
    {
        var problems = new List<MappingProblem>();
        var entries = new List<CodeListEntry>();
        var decoder = new StrictDecoder(default, csv, System.Text.Encoding.UTF8, 0);
        var records = new RecordReader(decoder, ',', '"');

        if (!await records.ReadAsync(ct) || !Cells(records).SequenceEqual(Columns))
            problems.Add(new(name, records.Count == 0 ? "(nothing)" : string.Join(",", Cells(records)), string.Join(",", Columns)));
        while (problems.Count == 0 && await records.ReadAsync(ct))
        {
            var cells = Cells(records);
            if (records.Problem != RecordProblem.None || cells.Count != Columns.Length || cells[0].Length == 0 || cells[2].Length == 0)
                problems.Add(new($"{name}:{records.Line}", string.Join(",", cells), "a code and a label in five cells"));
            else
                entries.Add(new(cells[0], cells[1].Length == 0 ? null : cells[1], new(cells[2], cells[3].Length == 0 ? cells[2] : cells[3]),
                    cells[4].Split('|', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        }

        var codes = new HashSet<string>(StringComparer.Ordinal);
        problems.AddRange(entries.Where(entry => !codes.Add(entry.Code)).Select(entry => new MappingProblem(name, entry.Code, "each code once")));
        problems.AddRange(entries.Where(entry => entry.Parent is not null && !codes.Contains(entry.Parent))
            .Select(entry => new MappingProblem(name, entry.Parent!, "a parent that is a code of this list")));   // filtered by not null
        return problems.Count == 0 ? new(name, entries) : throw new MappingException(problems);
    }

    private static List<string> Cells(RecordReader records) => [.. Enumerable.Range(0, records.Count).Select(i => records[i].ToString())];
}

/// <param name="Code">Text; leading zeros count.</param>
/// <param name="Parent">Code of the parent, or null at the top.</param>
/// <param name="Variants">Other spellings under which the source writes it.</param>
public sealed record CodeListEntry(string Code, string? Parent, LocalText Label, IReadOnlyList<string> Variants);
