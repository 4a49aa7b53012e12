using OpenData.Core.Errors;
using OpenData.Core.Search;
using Xunit;

namespace OpenData.Core.Tests.Search;

/// <summary>Minimum match and date bounds (contract 4.1, 4.4).</summary>
public sealed class SearchTextsTests
{
    [Theory]
    [InlineData(MinimumMatch.Default, 1, 1)]
    [InlineData(MinimumMatch.Default, 2, 2)]
    [InlineData(MinimumMatch.Default, 3, 2)]
    [InlineData(MinimumMatch.Default, 5, 4)]
    [InlineData(MinimumMatch.Default, 6, 4)]
    [InlineData(MinimumMatch.Default, 10, 8)]
    [InlineData("1", 4, 1)]
    [InlineData("-1", 4, 3)]
    [InlineData("75%", 4, 3)]
    [InlineData("-25%", 4, 3)]
    [InlineData("9", 4, 4)]
    [InlineData("nonsense", 4, 4)]
    [InlineData("-2147483648", 4, 0)]
    public void So_many_words_must_match(string specification, int words, int needed) => Assert.Equal(needed, MinimumMatch.Of(specification, words));

    [Theory]
    [InlineData("2024-01-01T00:00:00Z", "2024-01-01T00:00:00.000000")]
    [InlineData("2024-01-01T00:00:00.123456Z", "2024-01-01T00:00:00.123456")]
    [InlineData("2024-01-01T00:00:00.123456789Z", "2024-01-01T00:00:00.123456")]
    [InlineData("2024-01-01T10:00:00", "2024-01-01T10:00:00.000000")]
    [InlineData("2024-01-01", "2024-01-01T00:00:00.000000")]
    [InlineData("NOW", "2024-05-31T12:34:56.000000")]
    [InlineData("NOW-7DAYS", "2024-05-24T12:34:56.000000")]
    [InlineData("NOW/DAY", "2024-05-31T00:00:00.000000")]
    [InlineData("NOW/MONTH+1MONTH", "2024-06-01T00:00:00.000000")]
    [InlineData("2024-01-31T00:00:00Z+1MONTH", "2024-02-29T00:00:00.000000")]
    [InlineData("NOW+1YEAR-2HOURS/MINUTE", "2025-05-31T10:34:00.000000")]
    public void Dates_and_steps_are_read(string text, string expected) =>
        Assert.Equal(expected, Clock.Ckan(DateMath.Parse(text, new DateTimeOffset(2024, 5, 31, 12, 34, 56, TimeSpan.Zero))));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("NOW-7")]
    [InlineData("NOW+9999999YEARS")]
    [InlineData("2024")]
    public void Other_texts_are_search_errors(string text) => Assert.Throws<SearchException>(() => DateMath.Parse(text, DateTimeOffset.UnixEpoch));

    [Theory]
    [InlineData("a b", 2)]
    [InlineData("a b c", 2)]
    [InlineData("a OR b", 2)]
    [InlineData("a OR b OR c", 2)]
    public void The_minimum_counts_optional_words_whatever_joins_them(string text, int needed) =>
        Assert.Equal(needed, Assert.IsType<Some>(DismaxParser.Parse(text, MinimumMatch.Default)).Needed);

    [Theory]
    [InlineData("-a")]
    [InlineData("NOT a")]
    [InlineData("!!")]
    [InlineData("(((")]
    public void Nothing_to_look_for_finds_nothing(string text) => Assert.IsType<Nothing>(DismaxParser.Parse(text, MinimumMatch.Default));
}
