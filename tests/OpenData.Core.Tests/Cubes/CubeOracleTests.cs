using System.Globalization;
using OpenData.Core.Cubes;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Cubes;

/// <summary>Random queries, answered by PostgreSQL and by a plain loop over the same lines that shares nothing with it: they agree to the cent.</summary>
public sealed class CubeOracleTests
{
    private static readonly string[] Dimensions = ["fiscal_year", "service", "level1", "level2", "level3", "level4", "code", "phase", "direction"];

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_queries_agree_with_a_plain_loop_to_the_cent_and_the_total_is_the_sum_of_the_cells()
    {
        var random = new Random(20160429);
        var lines = RandomLines(random);
        await using var fixture = await CubeReaderTests.PublishedAsync(lines);

        for (var n = 0; n < 300; n++)
        {
            var (query, matches) = RandomQuery(random, lines);
            var drilled = query.Drilldown!.Split('|', StringSplitOptions.RemoveEmptyEntries);
            var expected = lines.Where(matches)
                .GroupBy(line => string.Join('\u001f', drilled.Select(name => Member(line, name))))
                .Select(group => (Key: group.Key, Amount: group.Sum(line => line.Amount), Count: group.LongCount()))
                .OrderBy(cell => cell.Key, StringComparer.Ordinal).ToList();
            if (expected.Count == 0 && drilled.Length == 0)
                expected.Add(("", 0.00m, 0));

            var answer = await fixture.AskAsync(query, Ct);

            var actual = answer.Cells.Select(cell => (string.Join('\u001f', cell.Members.Select(member => member.Code)), cell.Amount, cell.Count))
                .OrderBy(cell => cell.Item1, StringComparer.Ordinal).ToList();
            Assert.True(expected.SequenceEqual(actual), $"cut={query.Cut} drilldown={query.Drilldown}: {expected.Count} cells expected, {actual.Count} read");
            Assert.Equal(expected.Count, answer.CellCount);
            if (answer.NotAdded is null)
                Assert.Equal(actual.Sum(cell => cell.Amount), answer.Total);
        }
    }

    [Fact]
    public async Task The_pages_of_a_random_query_are_its_cells_in_the_order_asked_for_and_each_once()
    {
        var random = new Random(7);
        var lines = RandomLines(random);
        await using var fixture = await CubeReaderTests.PublishedAsync(lines);

        for (var n = 0; n < 30; n++)
        {
            var (query, _) = RandomQuery(random, lines);
            query = query with { Order = random.Next(2) == 0 ? "amount:desc" : "count:asc", Top = query.Drilldown!.Length > 0 && random.Next(2) == 0 ? random.Next(1, 6) : null };
            var whole = await fixture.AskAsync(query, Ct);

            var paged = new List<string>();
            for (var page = 1; page <= (whole.CellCount / 7) + 2; page++)
                paged.AddRange((await fixture.AskAsync(query with { Page = page, PageSize = 7 }, Ct)).Cells.Select(Text));

            Assert.Equal(whole.Cells.Select(Text), paged);
            Assert.Equal(whole.CellCount, paged.Count);
            if (whole.NotAdded is null)
                Assert.Equal(whole.Total, whole.Cells.Sum(cell => cell.Amount));
        }
    }

    private static string Text(CubeCell cell) =>
        string.Create(CultureInfo.InvariantCulture, $"{string.Join('/', cell.Members.Select(member => member.Code ?? "*"))} {cell.Amount} {cell.Count}");

    private static List<TestLine> RandomLines(Random random)
    {
        string?[] services = ["Πράσινο", "Καθαριότητα", "a|b;c", "\"quoted\"", null];
        var lines = new List<TestLine>();
        for (var n = 0; n < 400; n++)
        {
            var revenue = random.Next(3) == 0;
            var code = $"{random.Next(revenue ? 0 : 6, revenue ? 4 : 9)}{random.Next(3)}{random.Next(2)}{random.Next(2)}{(random.Next(2) == 0 ? "" : $".0{random.Next(1, 3)}")}";
            foreach (var phase in revenue ? new[] { "initial", "collected" } : ["initial", "revised", "paid"])
            {
                lines.Add(new TestLine(2014 + random.Next(3), revenue ? "revenue" : "expenditure", revenue ? null : services[random.Next(services.Length)], code,
                    $"Γραμμή {code}", phase, random.NextInt64(-5_000_000_000_00, 50_000_000_000_00) / 100m));
            }
        }

        return [.. lines.DistinctBy(line => (line.Year, line.Direction, line.Service, line.Code, line.Phase))];
    }

    /// <summary>A query that is allowed: one direction and one phase, or drilled down by them; and the same as a condition on a line.</summary>
    private static (CubeQueryText Query, Func<TestLine, bool> Matches) RandomQuery(Random random, List<TestLine> lines)
    {
        var drilldown = Dimensions.OrderBy(_ => random.Next()).Take(random.Next(4)).ToList();
        var cuts = new List<string>();
        Func<TestLine, bool> matches = _ => true;
        foreach (var name in Dimensions.Where(_ => random.Next(4) == 0).ToList())
            Add(RandomCut(random, name, lines));
        if (!drilldown.Contains("phase"))
            Add(($"phase:initial", line => line.Phase == "initial"));
        if (!drilldown.Contains("direction"))
            Add(($"direction:expenditure", line => line.Direction == "expenditure"));
        if (!drilldown.Contains("fiscal_year"))
            Add(("fiscal_year:2000..", _ => true));
        return (new CubeQueryText { Cut = string.Join('|', cuts), Drilldown = string.Join('|', drilldown), PageSize = 10_000 }, matches);

        void Add((string Text, Func<TestLine, bool> Matches) cut)
        {
            cuts.Insert(random.Next(cuts.Count + 1), cut.Text);
            var before = matches;
            matches = line => before(line) && cut.Matches(line);
        }
    }

    private static (string Text, Func<TestLine, bool> Matches) RandomCut(Random random, string name, List<TestLine> lines)
    {
        var members = Enumerable.Range(0, random.Next(1, 4)).Select(_ => Member(lines[random.Next(lines.Count)], name)).ToList();
        var (text, matches) = random.Next(3) switch
        {
            0 when name != "fiscal_year" && members[0].Length > 0 && char.IsLetterOrDigit(members[0][0]) =>
                ($"{members[0][..1]}*", line => Member(line, name).StartsWith(members[0][..1], StringComparison.Ordinal)),
            1 when name is "fiscal_year" or "code" =>
                ($"{members.Min(StringComparer.Ordinal)}..{members.Max(StringComparer.Ordinal)}",
                    line => string.CompareOrdinal(members.Min(StringComparer.Ordinal), Member(line, name)) <= 0
                         && string.CompareOrdinal(Member(line, name), members.Max(StringComparer.Ordinal)) <= 0),
            _ => (string.Join(';', members.Select(member => System.Text.Json.JsonSerializer.Serialize(member))), (Func<TestLine, bool>)(line => members.Contains(Member(line, name)))),
        };
        return random.Next(3) == 0 ? ($"{name}:!{text}", line => !matches(line)) : ($"{name}:{text}", matches);
    }

    private static string Member(TestLine line, string name) => name switch
    {
        "fiscal_year" => line.Year.ToString(CultureInfo.InvariantCulture),
        "service" => line.Service ?? "",
        "level1" => line.Level(1),
        "level2" => line.Level(2),
        "level3" => line.Level(3),
        "level4" => line.Level(4),
        "code" => line.Code,
        "phase" => line.Phase,
        _ => line.Direction,
    };
}
