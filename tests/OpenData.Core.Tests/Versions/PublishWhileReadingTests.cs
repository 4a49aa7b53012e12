using Npgsql;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Versions;

public sealed class PublishWhileReadingTests
{
    private const int Rows = 200;
    private const decimal Total = 1_000_000m;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Every version holds the same total in other parts. A page set that mixed two versions would miss it.</summary>
    [Fact]
    public async Task Readers_that_page_while_versions_are_published_never_see_two_versions_mixed()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        await versions.PublishAsync(Split(0), Ct);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var readers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => ReadAsync(versions, done.Token), Ct)).ToList();

        for (var seed = 1; seed <= 40; seed++)
            await versions.PublishAsync(Split(seed), Ct);
        await done.CancelAsync();
        var seen = (await Task.WhenAll(readers)).SelectMany(versions => versions).ToList();

        Assert.True(seen.Distinct().Count() > 3, $"the readers saw {seen.Distinct().Count()} versions: publishing and reading did not overlap");
    }

    /// <summary>Resolves the version once, then reads page after page, each in a statement of its own.</summary>
    private static async Task<IReadOnlyList<int>> ReadAsync(TestVersions versions, CancellationToken done)
    {
        var seen = new List<int>();
        while (!done.IsCancellationRequested)
        {
            var at = await versions.BoundAsync(null, Ct);
            var (total, count) = (0m, 0);
            for (long after = 0; ;)
            {
                await using var command = versions.Database.Read.CreateCommand($"select _id, amount from {at.Table} where {at.Where} and _id > $1 order by _id limit 20");
                command.Parameters.Add(new NpgsqlParameter { Value = after });
                await using var reader = await command.ExecuteReaderAsync(Ct);
                var page = 0;
                while (await reader.ReadAsync(Ct))
                {
                    after = reader.GetInt64(0);
                    total += reader.GetDecimal(1);
                    page++;
                }

                count += page;
                if (page == 0)
                    break;
            }

            Assert.Equal((Total, Rows), (total, count));
            seen.Add(at.Version);
        }

        return seen;
    }

    private static IEnumerable<(string, decimal?)> Split(int seed)
    {
        var random = new Random(seed);
        var rest = Total;
        for (var i = 1; i < Rows; i++)
        {
            var part = random.Next(100, 900_000) / 100m;
            rest -= part;
            yield return ($"k{i}", part);
        }

        yield return ("k0", rest);
    }
}
