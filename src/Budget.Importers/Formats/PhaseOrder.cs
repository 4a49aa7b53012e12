using System.Globalization;
using Budget.Importers.Detection;
using Budget.Importers.Mapping;

namespace Budget.Importers.Formats;

/// <summary>Rule <c>phase-order</c>: within a row no phase exceeds the one before it in the rule's order. Usual, not guaranteed: payroll is sometimes paid without a warrant.</summary>
internal sealed class PhaseOrder(RuleMapping rule, FileFindings findings)
{
    public void Check(IReadOnlyList<BudgetLine> lines, ResourceMapping resource, HeaderMatch header)
    {
        BudgetLine? before = null;
        foreach (var phase in rule.Order)
        {
            var line = lines.FirstOrDefault(l => (string?)l.Values[resource.PhaseIndex] == phase);
            if (line is not null && before is not null && AmountOf(line) > AmountOf(before) + rule.Tolerance)
                findings.Add(
                    Rules.PhaseOrder, line.SourceLine, line.SourceColumn, header[line.SourceColumn - 1], Text(line), $"<= {Text(before)}", rule.Severity,
                    ("phase", phase), ("other", (string)before.Values[resource.PhaseIndex]!));   // LinePerPhase set it
            before = line ?? before;
        }

        decimal AmountOf(BudgetLine line) => (decimal)line.Values[resource.AmountIndex]!;   // LinePerPhase set it
        string Text(BudgetLine line) => AmountOf(line).ToString(CultureInfo.InvariantCulture);
    }
}
