using OpenData.Core.Cubes;
using OpenData.Core.Errors;
using Xunit;

namespace OpenData.Core.Tests.Cubes;

public sealed class CubeQueryTests
{
    private static readonly CubeModel Model = new()
    {
        Scale = 2,
        Dimensions =
        [
            new() { Name = "fiscal_year", IsNumber = true }, new() { Name = "direction", IsAlternative = true }, new() { Name = "service" },
            new() { Name = "level1", Hierarchy = "economic" }, new() { Name = "level2", Hierarchy = "economic" }, new() { Name = "code", Hierarchy = "economic" },
            new() { Name = "phase", IsAlternative = true },
        ],
    };

    [Theory]
    [InlineData("level2:60", "level2:60")]
    [InlineData("level2:60;67", "level2:60;67")]
    [InlineData("level2:\"60\"", "level2:60")]
    [InlineData(" level2 : 60 ; 67 | fiscal_year:2016 ", "level2:60;67|fiscal_year:2016")]
    [InlineData("code:0111|service:\"a|b;c\"", "code:0111|service:\"a|b;c\"")]
    [InlineData("service:Υπηρεσίες Πολιτισμού, Αθλητισμού", "service:Υπηρεσίες Πολιτισμού, Αθλητισμού")]
    [InlineData("service:\"a \\\"b\\\" c\"", "service:\"a \\\"b\\\" c\"")]
    [InlineData("service:say \"yes\" twice", "service:\"say \\\"yes\\\" twice\"")]
    [InlineData("service:\"\"", "service:\"\"")]
    [InlineData("service:\"6*\";6*", "service:\"6*\";6*")]
    [InlineData("fiscal_year:2015..2019", "fiscal_year:2015..2019")]
    [InlineData("fiscal_year:..2019;2021", "fiscal_year:..2019;2021")]
    [InlineData("level2:!82;85", "level2:!82;85")]
    [InlineData("service:\"!x\"", "service:\"!x\"")]
    [InlineData("level1:6|level1:!7", "level1:6|level1:!7")]
    [InlineData("level2:60;60", "level2:60")]
    [InlineData("", "")]
    public void A_cut_is_read_and_written_in_its_canonical_form(string text, string canonical)
    {
        var cuts = Parse(text);
        var again = Parse(Cut.Join(cuts));

        Assert.Equal(canonical, Cut.Join(cuts));
        Assert.Equal(canonical, Cut.Join(again));
    }

    [Fact]
    public void A_code_in_quotes_and_without_is_the_same_text()
    {
        Assert.Equal("0111", ((CutValue.Exact)Parse("code:\"0111\"")[0].Values[0]).Text);
        Assert.Equal("0111", ((CutValue.Exact)Parse("code:0111")[0].Values[0]).Text);
    }

    [Theory]
    [InlineData("levl2:60", "Unknown dimension \"levl2\". Did you mean level2 or level1? Accepted: fiscal_year, direction, service, level1, level2, code, phase")]
    [InlineData("fiscal_year:16a", "fiscal_year takes a whole number, not \"16a\"")]
    [InlineData("fiscal_year:20*", "fiscal_year is a number: a prefix such as 20* needs a text; use a range")]
    [InlineData("fiscal_year:2015..x", "fiscal_year takes a whole number, not \"x\"")]
    [InlineData("fiscal_year:99999999999", "fiscal_year takes a whole number, not \"99999999999\"")]
    [InlineData("level2", "\"level2\" has no value: write dimension:value")]
    [InlineData("level2:", "A value of level2 is missing; the blank member is written \"\"")]
    [InlineData("level2:60;", "A value of level2 is missing; the blank member is written \"\"")]
    [InlineData("level2:..", "The range of level2 has no end: write 2015..2019, 2015.. or ..2019")]
    [InlineData("service:\"open", "\"open is not a text in JSON quotes")]
    [InlineData("service:\"\\u0000\"", "A value of service holds a character that is not text")]
    [InlineData("service:\"\\ud800\"", "\"\\ud800\" is not a text in JSON quotes")]
    public void A_cut_that_cannot_be_read_says_why(string text, string message)
    {
        var error = Assert.Throws<ValidationException>(() => Parse(text));

        Assert.Equal([message], (string[])error.Errors["cut"]);
    }

    [Fact]
    public void Half_a_character_is_no_text()
    {
        var half = "service:x" + '\ud800';   // an attribute cannot hold it

        Assert.Throws<ValidationException>(() => Parse(half));
    }

    [Fact]
    public void All_problems_of_a_query_come_in_one_answer()
    {
        var error = Assert.Throws<ValidationException>(() => CubeQuery.Parse(
            new CubeQueryText { Cut = "phaze:paid", Drilldown = "level2|servise", Order = "amounts:desc,level2:down", Aggregates = "sum", Top = 0 }, Model));

        Assert.Equal(["aggregates", "cut", "drilldown", "order", "top"], error.Errors.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            ["Unknown dimension or aggregate \"amounts\". Did you mean amount? Accepted: amount, count, level2", "Unknown direction of order \"down\". Accepted: asc, desc"],
            (string[])error.Errors["order"]);
    }

    [Theory]
    [InlineData("", "level2")]
    [InlineData("phase:paid;revised", "level2")]
    [InlineData("phase:!paid", "level2")]
    [InlineData("phase:pai*", "level2")]
    [InlineData("phase:a..z", "")]
    public void Phases_are_never_added(string cut, string drilldown)
    {
        var error = Assert.Throws<BadQueryException>(() => CubeQuery.Parse(new CubeQueryText { Cut = cut, Drilldown = drilldown }, Model));

        Assert.Equal("phase", error.Field);
    }

    [Theory]
    [InlineData("phase:paid", "level2")]
    [InlineData("phase:paid|phase:paid;revised", "")]
    [InlineData("", "phase|level2")]
    public void One_phase_or_a_drilldown_by_phase_is_a_query(string cut, string drilldown) =>
        CubeQuery.Parse(new CubeQueryText { Cut = cut, Drilldown = drilldown }, Model);

    [Theory]
    [InlineData(null, null, 1, 100)]
    [InlineData(0, 20_000, 1, 10_000)]
    [InlineData(-3, -1, 1, 0)]
    [InlineData(7, 0, 7, 0)]
    public void Pages_are_kept_in_their_bounds(int? page, int? pageSize, int expectedPage, int expectedSize)
    {
        var query = CubeQuery.Parse(new CubeQueryText { Cut = "phase:paid", Page = page, PageSize = pageSize }, Model);

        Assert.Equal((expectedPage, expectedSize), (query.Page, query.PageSize));
    }

    private static IReadOnlyList<Cut> Parse(string text) => CubeQuery.Parse(new CubeQueryText { Cut = text, Drilldown = "phase" }, Model).Cuts;
}
