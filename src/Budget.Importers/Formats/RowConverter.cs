using Budget.Importers.Detection;
using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>Turns the cells of one row into budget lines, by the mapping and the columns found in the header.</summary>
internal sealed class RowConverter
{
    private readonly ResourceMapping resource;
    private readonly FileFindings findings;
    private readonly HeaderMatch header;
    private readonly object?[] fixedValues;
    private readonly List<MappedCell> mapped = [];
    private readonly List<(string Code, int Column)> phases = [];
    private readonly List<(int Target, int Source, Derivation By)> derived = [];
    private readonly int[] key;
    private readonly KeyIndex keys = new();
    private readonly IReadOnlyList<PhaseOrder> orders;

    public RowConverter(ResourceMapping resource, HeaderMatch header, FileContext context, FileFindings findings)
    {
        this.resource = resource;
        this.header = header;
        this.findings = findings;
        fixedValues = new object?[resource.Fields.Count];
        foreach (var (field, value) in resource.Constants)
            fixedValues[resource.IndexOf(field)] = value;

        foreach (var (slot, column) in header.Found)
            if (slot.Unpivoted)
                phases.Add((slot.Name, column));
            else
                mapped.Add(new(resource.IndexOf(slot.Name), column, resource, header[column], findings));

        foreach (var by in resource.Derive)
            if (by.From is null)
                fixedValues[resource.IndexOf(by.Field)] = context.Period?.Year;
            else
                derived.Add((resource.IndexOf(by.Field), resource.IndexOf(by.From), by));

        key = [.. resource.PrimaryKey.Where(field => field != resource.Unpivot?.NameField).Select(resource.IndexOf)];
        orders = [.. resource.RowRules.Where(rule => rule.Id == Rules.PhaseOrder).Select(rule => new PhaseOrder(rule, findings))];
    }

    /// <summary>The budget lines of a row that has as many cells as it should; fewer where a cell is wrong, none where its coordinates are.</summary>
    public IReadOnlyList<BudgetLine> Convert(RecordReader row)
    {
        var errors = findings.Errors;
        var values = (object?[])fixedValues.Clone();
        foreach (var cell in mapped)
            values[cell.Target] = cell.Read(row);
        foreach (var (target, source, by) in derived)
            values[target] = values[source] is string text && text.Length >= by.End ? text[by.Start..by.End] : null;
        if (findings.Errors > errors || !KeyIsNew(values, row.Line))
            return [];

        return resource.Unpivot is null ? OneLine(values, row) : LinePerPhase(values, row, resource.Unpivot);
    }

    private bool KeyIsNew(object?[] values, int line)
    {
        if (key.Length == 0)
            return true;
        var parts = Array.ConvertAll(key, i => System.Convert.ToString(values[i], System.Globalization.CultureInfo.InvariantCulture) ?? "");
        if (keys.Add(parts, line) is not { } other)
            return true;
        var cell = mapped.LastOrDefault(cell => key.Contains(cell.Target));
        findings.Add(
            Rules.KeyTwice, line, cell?.Column + 1, cell is null ? null : header[cell.Column], string.Join(" · ", parts.Where(part => part.Length > 0)), args: ("other", other));
        return false;
    }

    private IReadOnlyList<BudgetLine> OneLine(object?[] values, RecordReader row)
    {
        var amount = resource.AmountIndex;
        if (amount >= 0 && values[amount] is null)
            return [];   // blank is not zero
        var column = mapped.Where(cell => cell.Target == amount).Select(cell => cell.Column + 1).FirstOrDefault();
        return [new() { Values = values, SourceLine = row.Line, SourceColumn = column }];
    }

    private List<BudgetLine> LinePerPhase(object?[] values, RecordReader row, Unpivot unpivot)
    {
        var lines = new List<BudgetLine>(phases.Count);
        var scale = resource.Fields[resource.AmountIndex].Scale;
        foreach (var (code, column) in phases)
        {
            if (MappedCell.ReadAmount(row, column, header[column], resource.Read.Numbers, scale, unpivot.BlankIsError, findings) is not { } amount)
                continue;
            var line = (object?[])values.Clone();
            line[resource.PhaseIndex] = code;
            line[resource.AmountIndex] = amount;
            lines.Add(new() { Values = line, SourceLine = row.Line, SourceColumn = column + 1 });
        }

        foreach (var order in orders)
            order.Check(lines, resource, header);
        return lines;
    }
}
