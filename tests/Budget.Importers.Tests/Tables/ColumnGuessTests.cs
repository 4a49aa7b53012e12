using Budget.Importers.Tables;
using Xunit;

namespace Budget.Importers.Tests.Tables;

/// <summary>Types of columns and what becomes of their cells.</summary>
public sealed class ColumnGuessTests
{
    [Theory]
    [InlineData("int4", "1|-2|2147483647|-2147483648|0", "1|-2|2147483647|-2147483648|0")]
    [InlineData("int8", "1|2147483648", "1|2147483648")]
    [InlineData("int8", "9223372036854775807|-9223372036854775808", "9223372036854775807|-9223372036854775808")]
    [InlineData("numeric", "9223372036854775808|-9223372036854775809", "9223372036854775808|-9223372036854775809")]
    [InlineData("numeric", "1.50|-0.00|12.345|0.125|3| 4 ", "1.50|0.00|12.345|0.125|3|4")]
    [InlineData("numeric", "1.234,50|-0,00|7", "1234.50|0.00|7")]
    [InlineData("numeric", "1.234|5,5", "1234|5.5")]
    [InlineData("numeric", "1.234.567,8", "1234567.8")]
    [InlineData("numeric", "0,125", "0.125")]
    [InlineData("text", "1.234|2.500", "1.234|2.500")]
    [InlineData("text", "1,234", "1,234")]
    [InlineData("text", "1.5|1,5", "1.5|1,5")]
    [InlineData("text", "007|8", "007|8")]
    [InlineData("text", "-07", "-07")]
    [InlineData("text", "1|0164A", "1|0164A")]
    [InlineData("text", "1|NaN", "1|NaN")]
    [InlineData("text", "1|Infinity", "1|Infinity")]
    [InlineData("text", "1e5|2", "1e5|2")]
    [InlineData("text", "1|-", "1|-")]
    [InlineData("text", "+1", "+1")]
    [InlineData("text", "1.", "1.")]
    [InlineData("text", ".5", ".5")]
    [InlineData("text", "12.34.567,0", "12.34.567,0")]
    [InlineData("text", "٣", "٣")]
    [InlineData("date", "2020-02-29|", "2020-02-29|")]
    [InlineData("text", "2021-02-29", "2021-02-29")]
    [InlineData("text", "0000-01-01", "0000-01-01")]
    [InlineData("date", "31/12/2020|1/2/2021|01-02-2021", "2020-12-31|2021-02-01|2021-02-01")]
    [InlineData("text", "12/31/2020", "12/31/2020")]
    [InlineData("text", "1/2-2020", "1/2-2020")]
    [InlineData("text", "2020-01-01|31/12/2020", "2020-01-01|31/12/2020")]
    [InlineData("timestamp", "2020-01-02T03:04:05|2020-01-02 23:59:59", "2020-01-02 03:04:05|2020-01-02 23:59:59")]
    [InlineData("text", "2020-01-02 24:00:00", "2020-01-02 24:00:00")]
    [InlineData("text", "2020-01-02T03:04:05Z", "2020-01-02T03:04:05Z")]
    [InlineData("bool", "true|FALSE|False", "t|f|f")]
    [InlineData("text", "true|1", "true|1")]
    [InlineData("text", " a |", " a |")]
    [InlineData("text", "|  ", "|  ")]
    public void The_first_type_that_is_certain_for_all_cells(string type, string cells, string values)
    {
        var guess = new ColumnGuess();
        foreach (var cell in cells.Split('|'))
            guess.Look(cell);

        Assert.Equal(type, guess.Type);
        Assert.Equal(values.Split('|'), cells.Split('|').Select(cell => Value(guess, cell)));
    }

    [Theory]
    [InlineData("text", "1|2", "text")]
    [InlineData("numeric", "1|2", "numeric")]
    [InlineData("numeric", "1|x", "text")]
    [InlineData("timestamp", "1", "int4")]
    public void What_is_declared_counts_where_the_cells_can_be_that(string declared, string cells, string type)
    {
        var guess = new ColumnGuess(declared);
        foreach (var cell in cells.Split('|'))
            guess.Look(cell);

        Assert.Equal(type, guess.Type);
    }

    [Fact]
    public void A_number_of_a_thousand_digits_is_a_text()
    {
        var guess = new ColumnGuess();
        guess.Look(new string('9', 1000));

        Assert.Equal("text", guess.Type);
    }

    private static string Value(ColumnGuess guess, string cell)
    {
        Span<char> buffer = stackalloc char[512];
        return guess.Value(cell, buffer, out var isNull) is var value && isNull ? "" : value.ToString();
    }
}
