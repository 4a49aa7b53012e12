using System.Globalization;
using System.Text.Json;
using OpenData.Core.Aggregates;
using OpenData.Core.Errors;
using Xunit;

namespace OpenData.Core.Tests.Aggregates;

/// <summary>
/// Random queries over tables of all types: DuckDB's answer is PostgreSQL's, text by text (design C.7). <c>AGGREGATE_QUERIES=5000</c> asks more of them and
/// <c>AGGREGATE_SEED</c> others; both are printed.
/// </summary>
public sealed class AggregateOracleTests(ITestOutputHelper output)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_queries_have_the_same_answer_from_both_engines()
    {
        var seed = Number("AGGREGATE_SEED", 20160429);
        var count = Number("AGGREGATE_QUERIES", 300);
        await using var fixture = await AggregateFixture.CreateAsync(Ct);
        var random = new Random(seed);
        var tables = new[] { await fixture.TableAsync("mixed", 400, random, Ct), await fixture.TableAsync("empty", 0, random, Ct), await fixture.TableAsync("single", 1, random, Ct), await fixture.TableAsync("few", 23, random, Ct) };
        var (byDuck, rows, refused) = (0, 0L, 0);
        for (var n = 0; n < count; n++)
        {
            var table = tables[random.Next(3) > 0 ? 0 : random.Next(tables.Length)];
            var text = new RandomQuery(random, table.Values).Next();
            var said = JsonSerializer.Serialize(text);
            var query = AggregateParser.Parse(text, table.At.Fields, 32_000);
            AggregateAnswer expected;
            try
            {
                expected = await fixture.Postgres.AnswerAsync(table.At, query, Ct);
            }
            catch (ValidationException)
            {
                refused++;   // doubles whose sum is none: DuckDB's runner has PostgreSQL say so
                continue;
            }

            var actual = await fixture.Duck.AnswerAsync(table.At, query, table.File, Ct);
            if (actual is null)
                continue;
            byDuck++;
            rows += actual.Rows.Count;
            Assert.True(expected.Total == actual.Total && expected.HasOther == actual.HasOther && Lines(expected).SequenceEqual(Lines(actual)),
                $"seed {seed}, query {n}: {said}\nPostgreSQL {expected.Total}:\n{string.Join('\n', Lines(expected).Take(20))}\nDuckDB {actual.Total}:\n{string.Join('\n', Lines(actual).Take(20))}");
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"seed {seed}: {count} queries, {byDuck} answered by both with {rows} rows, {refused} refused"));
        Assert.True(byDuck > count * 3 / 4, $"DuckDB answered {byDuck} of {count}");
        Assert.True(rows > count);
    }

    private static IEnumerable<string> Lines(AggregateAnswer answer) => answer.Rows.Select(row => string.Join(" | ", row.Select(text => text ?? "∅")));

    private static int Number(string name, int standard) => int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : standard;
}
