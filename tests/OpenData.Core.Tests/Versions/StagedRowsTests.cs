using System.Text;
using OpenData.Core.Versions;
using Xunit;

namespace OpenData.Core.Tests.Versions;

public sealed class StagedRowsTests
{
    private static readonly Field[] Fields = [new() { Id = "code", Type = "text" }, new() { Id = "note", Type = "text" }];

    [Fact]
    public void A_row_s_hash_is_the_first_half_of_the_SHA256_of_its_texts_with_their_lengths()
    {
        // Written down: rows that are published are found by these hashes for ever.
        Assert.Equal("c6be12f64236811ed8d41b67ebcb1752", RowHash.Of(["60.00", "Δήμος", null, ""]).ToString("N"));
        Assert.Equal("094e80fd122ce1e5e79c8cf78a34bf2c", RowHash.Of([new string('x', 5000)]).ToString("N"));
    }

    [Fact]
    public void Null_and_empty_and_the_border_between_two_texts_make_a_difference()
    {
        string?[][] rows = [[null, "ab"], ["", "ab"], ["a", "b"], ["ab", ""], ["ab", null]];

        Assert.Equal(rows.Length, rows.Select(row => RowHash.Of(row)).Distinct().Count());
    }

    [Fact]
    public async Task Without_a_key_the_second_of_two_equal_rows_has_a_key_of_its_own_that_is_the_same_next_time()
    {
        var first = await KeysAsync(["a", "x"], ["a", "x"], ["b", "x"]);
        var other = await KeysAsync(["b", "x"], ["a", "x"], ["a", "x"]);

        Assert.Equal(3, first.Distinct().Count());
        Assert.Equal(first.Order(), other.Order());
    }

    private static async Task<IReadOnlyList<string>> KeysAsync(params string?[][] rows)
    {
        using var output = new MemoryStream();
        await using (var staged = new StagedRows(output, Fields, []))
        {
            foreach (var row in rows)
                await staged.AddAsync(row, default);
        }

        return [.. Encoding.UTF8.GetString(output.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t')[1])];
    }
}
