using OpenData.Core.Cubes;
using OpenData.Core.Errors;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Cubes;

public sealed class CubeReaderTests
{
    private static readonly TestLine[] Lines =
    [
        new(2016, "expenditure", "Πράσινο", "6011.01", "Τακτικές αποδοχές", "paid", 100.10m),
        new(2016, "expenditure", "Καθαριότητα", "6011.01", "Τακτικές αποδοχές", "paid", 200.20m),
        new(2016, "expenditure", "Καθαριότητα", "6021", "Αποδοχές υπαλλήλων", "paid", -0.30m),
        new(2016, "expenditure", "Καθαριότητα", "7112.01", "Αγορά", "paid", 50.00m),
        new(2016, "expenditure", "Πράσινο", "6011.01", "Τακτικές αποδοχές", "initial", 1000.00m),
        new(2016, "revenue", null, "0111", "Μισθώματα", "initial", 1000.00m),
        new(2016, "revenue", null, "0111", "Μισθώματα", "collected", 10.05m),
    ];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Cells_carry_exact_amounts_with_two_decimals_and_add_up_to_the_total()
    {
        await using var fixture = await PublishedAsync(Lines);

        var answer = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "level2", Order = "amount:desc" }, Ct);

        Assert.Equal([("60", "300.00"), ("71", "50.00")], answer.Cells.Select(cell => (cell.Members[0].Code!, Text(cell.Amount))));
        Assert.Equal("350.00", Text(answer.Total!.Value));
        Assert.Equal("EUR", answer.Currency);
        Assert.Equal((2, 4L), (answer.Cells.Count, answer.LineCount));
    }

    [Fact]
    public async Task The_total_counts_the_cells_of_all_pages()
    {
        await using var fixture = await PublishedAsync(Lines);

        var pages = new[]
        {
            await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "code|service", PageSize = 2 }, Ct),
            await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "code|service", PageSize = 2, Page = 2 }, Ct),
            await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "code|service", PageSize = 2, Page = 3 }, Ct),
            await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "code|service", PageSize = 0 }, Ct),
        };

        Assert.All(pages, page => Assert.Equal((4L, 350.00m), (page.CellCount, page.Total)));
        Assert.Equal([2, 2, 0, 0], pages.Select(page => page.Cells.Count));
        Assert.Equal(350.00m, pages.SelectMany(page => page.Cells).Sum(cell => cell.Amount));
    }

    [Fact]
    public async Task A_drilldown_by_phase_has_no_total()
    {
        await using var fixture = await PublishedAsync(Lines);

        var answer = await fixture.AskAsync(new CubeQueryText { Cut = "direction:expenditure", Drilldown = "phase" }, Ct);
        var one = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "phase" }, Ct);

        Assert.Equal((null, "phase"), (answer.Total, answer.NotAdded));
        Assert.Equal([("initial", 1000.00m), ("paid", 350.00m)], answer.Cells.Select(cell => (cell.Members[0].Code!, cell.Amount)));
        Assert.Equal(350.00m, one.Total);
    }

    [Fact]
    public async Task Directions_are_never_added()
    {
        await using var fixture = await PublishedAsync(Lines);

        var error = await Assert.ThrowsAsync<BadQueryException>(() => fixture.AskAsync(new CubeQueryText { Cut = "phase:initial", Drilldown = "level1" }, Ct));
        var apart = await fixture.AskAsync(new CubeQueryText { Cut = "phase:initial", Drilldown = "direction" }, Ct);

        Assert.Equal("direction", error.Field);
        Assert.Equal((null, "direction"), (apart.Total, apart.NotAdded));
    }

    [Fact]
    public async Task Currencies_are_never_added()
    {
        await using var fixture = await PublishedAsync([.. Lines, new(2016, "expenditure", "Πράσινο", "6411", null, "paid", 7.00m, "USD")]);

        var error = await Assert.ThrowsAsync<BadQueryException>(() => fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "level1" }, Ct));
        var apart = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "currency" }, Ct);

        Assert.Equal("currency", error.Field);
        Assert.Equal((null, "currency", null), (apart.Total, apart.NotAdded, apart.Currency));
    }

    [Fact]
    public async Task Years_are_added_only_when_the_query_names_them()
    {
        await using var fixture = await PublishedAsync([.. Lines, new(2015, "expenditure", "Πράσινο", "6411", null, "paid", 7.00m)]);

        var error = await Assert.ThrowsAsync<BadQueryException>(() => fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "level1" }, Ct));
        var cut = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid|fiscal_year:2015..2016" }, Ct);
        var drilled = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "fiscal_year" }, Ct);

        Assert.Equal("fiscal_year", error.Field);
        Assert.Equal((357.00m, 357.00m), (cut.Total, drilled.Total));
        Assert.Equal([2015, 2016], cut.Years);
    }

    [Fact]
    public async Task Top_keeps_the_largest_and_folds_the_rest_into_other()
    {
        await using var fixture = await PublishedAsync(Lines);

        var answer = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "code", Top = 1 }, Ct);

        Assert.Equal([("6011.01", 300.30m, false, 1L), (null, 49.70m, true, 2L)], answer.Cells.Select(c => (c.Members[0].Code, c.Amount, c.IsOther, c.FoldedMembers)));
        Assert.Equal((350.00m, 2L), (answer.Total, answer.CellCount));
    }

    [Fact]
    public async Task Top_of_two_dimensions_keeps_the_members_of_the_first_and_all_of_the_second()
    {
        await using var fixture = await PublishedAsync(Lines);

        var answer = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "service|level1", Top = 1, Order = "amount:desc" }, Ct);

        Assert.Equal([("Καθαριότητα", "6", 199.90m), ("Καθαριότητα", "7", 50.00m), (null, "6", 100.10m)],
            answer.Cells.Select(c => (c.Members[0].Code, c.Members[1].Code!, c.Amount)));
    }

    [Fact]
    public async Task A_blank_service_is_a_member_that_a_cut_can_name()
    {
        await using var fixture = await PublishedAsync(Lines);

        var drilled = await fixture.AskAsync(new CubeQueryText { Cut = "phase:collected", Drilldown = "service" }, Ct);
        var cut = await fixture.AskAsync(new CubeQueryText { Cut = "phase:collected|service:\"\"" }, Ct);

        Assert.Equal(["" ], drilled.Cells.Select(cell => cell.Members[0].Code));
        Assert.Equal(10.05m, cut.Total);
    }

    [Fact]
    public async Task Nothing_that_matches_is_a_total_of_zero_with_its_decimals()
    {
        await using var fixture = await PublishedAsync(Lines);

        var answer = await fixture.AskAsync(new CubeQueryText { Cut = "phase:nothing", Drilldown = "level1" }, Ct);

        Assert.Equal((0L, "0.00"), (answer.CellCount, Text(answer.Total!.Value)));
    }

    [Fact]
    public async Task Two_tables_are_read_at_the_same_version()
    {
        await using var fixture = await PublishedAsync(Lines);
        await fixture.Budget.PublishAsync([.. Lines.Select(line => line with { Amount = line.Amount + 1 })], new DateOnly(2016, 4, 15), Ct);

        var query = new CubeQueryText { Cut = "phase:paid;collected", Drilldown = "phase|direction" };
        var (old, now) = (await fixture.AskAsync(query, Ct, version: 1), await fixture.AskAsync(query, Ct));

        Assert.Equal([10.05m, 350.00m], old.Cells.Select(cell => cell.Amount));
        Assert.Equal([11.05m, 354.00m], now.Cells.Select(cell => cell.Amount));
        Assert.Equal((1, 2), (old.Cube.Version, now.Cube.Version));
    }

    [Fact]
    public async Task Names_and_values_of_an_attack_stay_values()
    {
        await using var fixture = await PublishedAsync(Lines);

        var answer = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid|service:\"'; drop table catalog.package; --\";$1;x' or '1'='1", Drilldown = "service" }, Ct);

        Assert.Empty(answer.Cells);
        Assert.Equal(["budget"], await fixture.Cubes.ListAsync(Access.Caller.Anonymous, Ct));
    }

    internal static async Task<BudgetFixture> PublishedAsync(IReadOnlyList<TestLine> lines)
    {
        var fixture = await BudgetFixture.CreateAsync(Ct);
        await fixture.Budget.PublishAsync(lines, new DateOnly(2016, 4, 1), Ct);
        return fixture;
    }

    private static string Text(decimal amount) => amount.ToString(System.Globalization.CultureInfo.InvariantCulture);
}
