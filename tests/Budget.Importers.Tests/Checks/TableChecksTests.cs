using Budget.Importers.Checks;
using Budget.Importers.Mapping;
using Xunit;

namespace Budget.Importers.Tests.Checks;

public sealed class TableChecksTests
{
    [Fact]
    public void One_cent_between_initial_revenue_and_expenditure_is_an_error_that_names_both_totals()
    {
        var findings = new FindingLog();

        TableChecks.CheckDelivery(Read.Thessaloniki, Totals(initialExpenditure: 389_500_000.00m, initialRevenue: 389_499_999.99m), findings);

        var finding = Assert.Single(findings.Items);
        Assert.Equal(("balanced", Severity.Error), (finding.Rule, finding.Severity));
        Assert.Equal(
            ("389500000.00", "389499999.99", "0.01", "initial"),
            (finding.Args["left_total"], finding.Args["right_total"], finding.Args["difference"], finding.Args["phase"]));
    }

    [Fact]
    public void Equal_totals_are_no_finding_whatever_the_other_phases_say()
    {
        var findings = new FindingLog();

        TableChecks.CheckDelivery(Read.Thessaloniki, Totals(389.50m, 389.50m), findings);

        Assert.Empty(findings.Items);
    }

    [Theory]
    [InlineData(20, false)]
    [InlineData(21, true)]
    [InlineData(100, true)]
    public void More_than_a_fifth_of_the_rows_gone_is_an_error(int removed, bool found)
    {
        var findings = new FindingLog();

        TableChecks.CheckHistory(Read.Thessaloniki, Totals(1, 1), [Previous("expenditure", lines: 100, removed)], findings);

        Assert.Equal(found, findings.HasErrors);
        Assert.All(findings.Items, finding => Assert.Equal(("rows-removed", "expenditure", "20.0"), (finding.Rule, finding.Args["resource"], finding.Args["most"])));
    }

    [Fact]
    public void A_total_that_moved_more_than_its_share_is_found_in_its_phase()
    {
        var mapping = Read.Thessaloniki;
        var rule = new RuleMapping { Id = "total-moved", Severity = Severity.Warning, Resources = ["revenue"], Most = 0.10m };
        mapping = mapping with { Etl = mapping.Etl with { Rules = [rule] } };
        var findings = new FindingLog();

        TableChecks.CheckHistory(mapping, Totals(1, 110.01m), [Previous("revenue", 1, 0) with { Totals = new Dictionary<string, decimal> { ["initial"] = 100m, ["paid"] = 0m } }], findings);

        var finding = Assert.Single(findings.Items);
        Assert.Equal(("initial", "100", "110.01", "10.0"), (finding.Args["phase"], finding.Args["previous"], finding.Args["total"], finding.Args["share"]));
        Assert.False(findings.HasErrors);
    }

    private static PreviousResource Previous(string resource, int lines, int removed) =>
        new() { Resource = resource, Lines = lines, Removed = removed, Totals = new Dictionary<string, decimal>() };

    private static List<ControlTotals> Totals(decimal initialExpenditure, decimal initialRevenue)
    {
        var expenditure = new ControlTotals(Read.Thessaloniki.Resource("expenditure"));
        expenditure.Add(Line("expenditure", "initial", initialExpenditure));
        expenditure.Add(Line("expenditure", "paid", 5m));
        var revenue = new ControlTotals(Read.Thessaloniki.Resource("revenue"));
        revenue.Add(Line("revenue", "initial", initialRevenue));
        return [expenditure, revenue];
    }

    private static BudgetLine Line(string resource, string phase, decimal amount)
    {
        var mapping = Read.Thessaloniki.Resource(resource);
        var values = new object?[mapping.Fields.Count];
        (values[mapping.PhaseIndex], values[mapping.AmountIndex]) = (phase, amount);
        return new() { Values = values, SourceLine = 2, SourceColumn = 4 };
    }
}
