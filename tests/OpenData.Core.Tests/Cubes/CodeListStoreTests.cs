using Dapper;
using OpenData.Core.Cubes;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Cubes;

public sealed class CodeListStoreTests
{
    private static readonly TestLine[] Lines =
    [
        new(2016, "expenditure", "Πράσινο", "6011.01", "ΤΑΚΤΙΚΕΣ ΑΠΟΔΟΧΕΣ", "paid", 1.00m),
        new(2016, "expenditure", "Καθαριότητα", "6011.01", "ΤΑΚΤΙΚΕΣ ΑΠΟΔΟΧΕΣ", "paid", 1.00m),
        new(2016, "expenditure", "Νεκροταφεία", "6011.01", "Αποδοχές", "paid", 1.00m),
        new(2016, "revenue", null, "6011.01", "Έσοδο με τον ίδιο κωδικό", "paid", 1.00m),
    ];

    private static readonly CodeListUse[] Uses = [new("expenditure", "level1", "expenses"), new("revenue", "level1", "incomes"), new("expenditure", "service", "services")];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_label_comes_from_the_list_of_the_own_table_then_from_the_row_then_there_is_none()
    {
        await using var fixture = await BudgetFixture.CreateAsync(Ct);
        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, [Entry("expenses", "6", "Έξοδα χρήσης", "Operating"), Entry("incomes", "6", "Άλλο", "Something else")], Uses, Ct);
        await fixture.Budget.PublishAsync(Lines, null, Ct);

        var levels = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid", Drilldown = "direction|level1" }, Ct, language: "en");
        var codes = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid|direction:expenditure", Drilldown = "level2|code" }, Ct);

        Assert.Equal(["Operating", "Something else"], levels.Cells.Select(cell => cell.Members[1].Label));
        Assert.Equal([null, "ΤΑΚΤΙΚΕΣ ΑΠΟΔΟΧΕΣ"], codes.Cells[0].Members.Select(member => member.Label));
    }

    [Fact]
    public async Task A_spelling_variant_finds_its_label()
    {
        await using var fixture = await BudgetFixture.CreateAsync(Ct);
        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, [Entry("services", "35", "Υπηρεσίες πρασίνου", "Green spaces") with { Variants = ["Πράσινο"] }], Uses, Ct);
        await fixture.Budget.PublishAsync(Lines, null, Ct);

        var answer = await fixture.AskAsync(new CubeQueryText { Cut = "phase:paid|direction:expenditure", Drilldown = "service" }, Ct, language: "en");

        Assert.Equal([null, null, "Green spaces"], answer.Cells.Select(cell => cell.Members[0].Label));
    }

    [Fact]
    public async Task A_changed_label_holds_from_the_next_version_on()
    {
        await using var fixture = await BudgetFixture.CreateAsync(Ct);
        var query = new CubeQueryText { Cut = "phase:paid|direction:expenditure", Drilldown = "level1" };
        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, [Entry("expenses", "6", "Παλιά", "Old")], Uses, Ct);
        await fixture.Budget.PublishAsync(Lines, null, Ct);

        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, [Entry("expenses", "6", "Νέα", "New")], Uses, Ct);
        var before = await fixture.AskAsync(query, Ct);
        await fixture.Budget.PublishAsync([.. Lines.Select(line => line with { Amount = 2 })], null, Ct);
        var (pinned, current) = (await fixture.AskAsync(query, Ct, version: 1), await fixture.AskAsync(query, Ct));

        Assert.Equal(["Παλιά", "Παλιά", "Νέα"], new[] { before, pinned, current }.Select(answer => answer.Cells[0].Members[0].Label));
    }

    [Fact]
    public async Task A_column_that_gets_another_list_keeps_its_words_in_older_versions()
    {
        await using var fixture = await BudgetFixture.CreateAsync(Ct);
        var query = new CubeQueryText { Cut = "phase:paid|direction:expenditure", Drilldown = "level1" };
        CodeListEntry[] entries = [Entry("expenses", "6", "Πριν", "Before"), Entry("incomes", "6", "Μετά", "After")];
        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, entries, Uses, Ct);
        await fixture.Budget.PublishAsync(Lines, null, Ct);

        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, entries, [new("expenditure", "level1", "incomes")], Ct);
        await fixture.Budget.PublishAsync([.. Lines.Select(line => line with { Amount = 2 })], null, Ct);
        var (pinned, current) = (await fixture.AskAsync(query, Ct, version: 1), await fixture.AskAsync(query, Ct));

        Assert.Equal(["Πριν", "Μετά"], new[] { pinned, current }.Select(answer => answer.Cells[0].Members[0].Label));
    }

    [Fact]
    public async Task Saving_the_same_lists_again_changes_nothing_and_a_code_taken_away_is_closed()
    {
        await using var fixture = await BudgetFixture.CreateAsync(Ct);
        CodeListEntry[] entries = [Entry("expenses", "6", "α", "a"), Entry("expenses", "60", "β", "b") with { Parent = "6" }];
        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, entries, Uses, Ct);
        await fixture.Budget.PublishAsync(Lines, null, Ct);

        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, entries, Uses, Ct);
        var same = await RowsAsync(fixture);
        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, entries[..1], Uses, Ct);
        await fixture.Codes.SaveAsync(fixture.Budget.PackageId, entries, Uses, Ct);

        Assert.Equal([("6", 1, int.MaxValue), ("60", 1, int.MaxValue)], same);
        Assert.Equal([("6", 1, int.MaxValue), ("60", 1, 2), ("60", 2, int.MaxValue)], await RowsAsync(fixture));
    }

    private static async Task<IReadOnlyList<(string, int, int)>> RowsAsync(BudgetFixture fixture)
    {
        await using var connection = await fixture.Database.Read.OpenConnectionAsync(Ct);
        return [.. await connection.QueryAsync<(string, int, int)>("select code, v_from, v_to from catalog.code_list order by code, v_from")];
    }

    private static CodeListEntry Entry(string list, string code, string el, string en) =>
        new() { List = list, Code = code, Label = new Dictionary<string, string> { ["el"] = el, ["en"] = en } };
}
