using Dapper;
using OpenData.Core.Errors;
using OpenData.Core.Versions;
using OpenData.Testing;
using Xunit;

namespace OpenData.Core.Tests.Versions;

public sealed class PublisherTests
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Each_version_keeps_its_rows_and_a_key_keeps_its_id()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);

        await versions.PublishAsync([("a", 1.00m), ("b", 2.00m), ("c", null)], Ct);
        await versions.PublishAsync([("b", 2.00m), ("a", 1.50m)], Ct);
        await versions.PublishAsync([("c", 3.00m), ("d", -0.01m), ("a", 1.50m)], Ct);

        Assert.Equal([(1, "a", "1.00"), (2, "b", "2.00"), (3, "c", null)], await versions.RowsAsync(1, Ct));
        Assert.Equal([(1, "a", "1.50"), (2, "b", "2.00")], await versions.RowsAsync(2, Ct));
        Assert.Equal([(1, "a", "1.50"), (3, "c", "3.00"), (4, "d", "-0.01")], await versions.RowsAsync(3, Ct));
    }

    [Fact]
    public async Task A_version_counts_what_changed_and_its_label_says_how()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);

        await versions.PublishAsync([("a", 1.00m), ("b", 2.00m)], Ct);
        await versions.PublishAsync([("a", 1.01m), ("b", 2.00m)], Ct);
        await versions.PublishAsync([("a", 1.01m), ("c", 2.00m)], Ct);

        var list = await versions.Store.ListAsync(versions.PackageId, Ct);
        Assert.Equal(["1.1.0", "1.0.1", "1.0.0"], list.Select(version => version.Label));
        Assert.Equal([(1, 0, 1), (0, 1, 0), (2, 0, 0)], list.Select(version => version.Resources[0]).Select(r => (r.Added, r.Changed, r.Removed)));
        Assert.Equal([true, false, false], list.Select(version => version.IsCurrent));
    }

    [Fact]
    public async Task The_same_rows_again_leave_the_resource_as_it_was()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);

        await versions.PublishAsync([("a", 1.00m)], Ct);
        await versions.PublishAsync([("a", 1.00m)], Ct);

        var list = await versions.Store.ListAsync(versions.PackageId, Ct);
        Assert.Equal(list[1].ContentHash, list[0].ContentHash);
        await using var connection = await versions.Database.Read.OpenConnectionAsync(Ct);
        Assert.Equal(1, await connection.QuerySingleAsync<int>("select count(*)::int from ver.resource_version"));
    }

    [Fact]
    public async Task A_publish_against_an_older_version_is_a_conflict_and_leaves_nothing()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        await versions.PublishAsync([("a", 1.00m)], Ct);

        await Assert.ThrowsAsync<ConflictException>(() => versions.PublishAsync([("a", 2.00m)], Ct, baseVersion: 0));

        Assert.Single(await versions.Store.ListAsync(versions.PackageId, Ct));
        Assert.Equal([(1, "a", "1.00")], await versions.RowsAsync(1, Ct));
    }

    [Fact]
    public async Task An_older_day_becomes_a_version_and_the_current_one_stays()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        await versions.PublishAsync([("a", 1.00m)], Ct);

        await versions.PublishAsync([("a", 0.50m)], Ct, movesCurrent: false);
        await versions.PublishAsync([("a", 1.25m)], Ct);

        Assert.Equal([(1, "a", "1.00")], await versions.RowsAsync(1, Ct));
        Assert.Equal([(1, "a", "0.50")], await versions.RowsAsync(2, Ct));
        Assert.Equal([(1, "a", "1.25")], await versions.RowsAsync(3, Ct));
        Assert.Equal(1, (await versions.Store.FindAsync(versions.PackageId, 3, Ct))!.BaseVersion);
        Assert.Equal(3, (await versions.BoundAsync(null, Ct)).Version);
    }

    [Fact]
    public async Task The_csv_of_a_version_is_written_again_byte_for_byte_after_its_file_is_deleted()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        await versions.PublishAsync([("κωδικός, \"α\"", 1.00m), ("", null)], Ct);
        await versions.PublishAsync([("b", 2.00m)], Ct);
        var at = await versions.BoundAsync(1, Ct);
        var first = await File.ReadAllBytesAsync((await versions.Exports.GetAsync(at, Ct)).Path, Ct);
        File.Delete(versions.Exports.PathOf(at.Sha256!));

        var again = await File.ReadAllBytesAsync((await versions.Exports.GetAsync(at, Ct)).Path, Ct);

        Assert.Equal(first, again);
        Assert.Equal("code,amount\r\n\"κωδικός, \"\"α\"\"\",1.00\r\n\"\",\r\n", System.Text.Encoding.UTF8.GetString(again));
        Assert.Equal(at.Sha256, Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(again)));
    }

    [Fact]
    public async Task A_renamed_field_keeps_its_values()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        await versions.PublishAsync([("a", 1.00m), ("b", null)], Ct);

        await versions.PublishAsync([("a", 1.00m), ("b", null)], Ct, fields: [TestVersions.Fields[0], TestVersions.Fields[1] with { Id = "total" }]);

        var at = await versions.BoundAsync(2, Ct);
        Assert.Equal("code,total\r\na,1.00\r\nb,\r\n", await File.ReadAllTextAsync((await versions.Exports.GetAsync(at, Ct)).Path, Ct));
        Assert.Equal("code,amount\r\na,1.00\r\nb,\r\n", await File.ReadAllTextAsync((await versions.Exports.GetAsync(await versions.BoundAsync(1, Ct), Ct)).Path, Ct));
        Assert.Equal("2.0.0", (await versions.Store.FindAsync(versions.PackageId, 2, Ct))!.Label);
    }

    [Fact]
    public async Task Random_histories_give_back_every_version_and_the_difference_of_every_pair()
    {
        await using var versions = await TestVersions.CreateAsync(Ct);
        var random = new Random(20160429);
        var history = new List<Dictionary<string, decimal?>> { new() };
        for (var v = 1; v <= 12; v++)
        {
            var state = new Dictionary<string, decimal?>(history[^1]);
            for (var change = 0; change < 15; change++)
            {
                var code = $"k{random.Next(40)}";
                if (random.Next(4) == 0)
                    state.Remove(code);
                else
                    state[code] = random.Next(9) == 0 ? null : random.Next(300) / 100m;
            }

            history.Add(state);
            await versions.PublishAsync(state.Select(pair => (pair.Key, pair.Value)).OrderBy(_ => random.Next()), Ct);
        }

        await using var connection = await versions.Database.Read.OpenConnectionAsync(Ct);
        var table = (await versions.BoundAsync(null, Ct)).Table;
        for (var v = 1; v <= 12; v++)
        {
            var rows = await versions.RowsAsync(v, Ct);
            Assert.Equal(history[v].OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value)),
                rows.Select(row => (row.Code, row.Amount is null ? (decimal?)null : decimal.Parse(row.Amount, System.Globalization.CultureInfo.InvariantCulture))));
            for (var other = 0; other <= 12; other++)
            {
                var counts = await Difference.OfVersionsAsync(connection, table, other, v, Ct);
                Assert.Equal(Expected(history[other], history[v]), counts);
            }
        }
    }

    private static ChangeCounts Expected(Dictionary<string, decimal?> from, Dictionary<string, decimal?> to) => new(
        to.Keys.Count(code => !from.ContainsKey(code)),
        to.Count(pair => from.TryGetValue(pair.Key, out var before) && before != pair.Value),
        from.Keys.Count(code => !to.ContainsKey(code)));
}
