using System.Globalization;
using Budget.Importers.Formats;
using Budget.Importers.Mapping;
using Xunit;

namespace Budget.Importers.Tests.Formats;

public sealed class AmountTests
{
    [Theory]
    [InlineData("el", "1.755.000,00", "1755000.00")]
    [InlineData("el", "2684202,85", "2684202.85")]
    [InlineData("el", "0,00", "0.00")]
    [InlineData("el", "-0,00", "0.00")]
    [InlineData("el", "7\u00A0654,30", "7654.30")]
    [InlineData("el", "7\u202F654,30", "7654.30")]
    [InlineData("el", "\u00A0 12,00 ", "12.00")]
    [InlineData("el", "-7,25", "-7.25")]
    [InlineData("el", "1.234,56-", "-1234.56")]
    [InlineData("el", "(98,70)", "-98.70")]
    [InlineData("el", "€ 5,00", "5.00")]
    [InlineData("el", "-5,00 €", "-5.00")]
    [InlineData("en", "1,234.56", "1234.56")]
    [InlineData("en", "96000.00-", "-96000.00")]
    [InlineData("plain", "291338.5", "291338.50")]
    [InlineData("plain", "42", "42.00")]
    [InlineData("plain", "450-", "-450.00")]
    public void Amount_of_the_declared_style_is_read_exactly(string style, string text, string expected)
    {
        Assert.True(Amount.TryRead(text, Style(style), out var amount));
        Assert.Equal(expected, amount.ToString(CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("el", "1.234,5")]
    [InlineData("el", "1,234.56")]
    [InlineData("el", "1234.50")]   // read as 123450 by decimal.Parse under Greek rules
    [InlineData("el", "12.34.56,00")]
    [InlineData("el", "1.234")]
    [InlineData("el", "1234")]
    [InlineData("el", "1.234\u00A0567,00")]
    [InlineData("el", "1 234,00")]
    [InlineData("el", ",50")]
    [InlineData("el", "1,2,00")]
    [InlineData("el", ".234,00")]
    [InlineData("el", "12.,00")]
    [InlineData("el", "--1,00")]
    [InlineData("el", "-(1,00)")]
    [InlineData("el", "+1,00")]
    [InlineData("el", "€€1,00")]
    [InlineData("el", "€1,00€")]
    [InlineData("el", "\u0664,00")]
    [InlineData("el", "\uFF19,00")]
    [InlineData("el", "#DIV/0!")]
    [InlineData("el", "nan")]
    [InlineData("el", "-")]
    [InlineData("el", "€")]
    [InlineData("en", "3,456")]
    [InlineData("en", "1.234,56")]
    [InlineData("en", "1,2345.00")]
    [InlineData("plain", "2e400")]
    [InlineData("plain", "1.2.3")]
    [InlineData("plain", "1.234")]
    [InlineData("plain", "5.")]
    [InlineData("plain", "1,234.00")]
    [InlineData("plain", "12 345 грн")]
    public void Any_other_shape_is_refused(string style, string text) =>
        Assert.Equal(AmountReading.Unreadable, Amount.Read(text, Style(style), 2, out _));

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("\u00A0")]
    public void Blank_is_not_zero(string text) => Assert.Equal(AmountReading.Blank, Amount.Read(text, NumberStyle.El, 2, out _));

    [Fact]
    public void Sixteen_whole_digits_fit_and_seventeen_do_not()
    {
        Assert.Equal(AmountReading.Read, Amount.Read("-9.999.999.999.999.999,99", NumberStyle.El, 2, out var largest));
        Assert.Equal(-9999999999999999.99m, largest);
        Assert.Equal(AmountReading.Read, Amount.Read("00010000000000000.00", NumberStyle.Plain, 2, out _));
        Assert.Equal(AmountReading.OutOfRange, Amount.Read("10.000.000.000.000.000,00", NumberStyle.El, 2, out _));
        Assert.Equal(AmountReading.OutOfRange, Amount.Read("79228162514264337593543950999", NumberStyle.Plain, 2, out _));
    }

    [Fact]
    public void Scale_decides_the_decimals()
    {
        Assert.Equal(AmountReading.Read, Amount.Read("1.234", NumberStyle.El, 0, out var whole));
        Assert.Equal("1234", whole.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(AmountReading.Read, Amount.Read("0,123", NumberStyle.El, 3, out var small));
        Assert.Equal("0.123", small.ToString(CultureInfo.InvariantCulture));
        Assert.Equal(AmountReading.Unreadable, Amount.Read("1.234,00", NumberStyle.El, 0, out _));
    }

    /// <summary>Ten thousand amounts written in each style come back as they were.</summary>
    [Fact]
    public void What_is_written_in_a_style_is_read_back_exactly()
    {
        var random = new Random(20160401);
        var greek = new NumberFormatInfo { NumberDecimalSeparator = ",", NumberGroupSeparator = "." };
        for (var i = 0; i < 10_000; i++)
        {
            var cents = random.NextInt64(-(long)Math.Pow(10, 1 + i % 17), (long)Math.Pow(10, 1 + i % 17));
            var amount = new decimal(cents) / 100m + 0.00m;
            foreach (var (style, text) in new[]
            {
                (NumberStyle.El, amount.ToString("N2", greek)), (NumberStyle.El, amount.ToString("F2", greek)),
                (NumberStyle.En, amount.ToString("N2", CultureInfo.InvariantCulture)), (NumberStyle.Plain, amount.ToString(CultureInfo.InvariantCulture)),
            })
            {
                Assert.True(Amount.TryRead(text, style, out var read), text);
                Assert.Equal(amount, read);
            }
        }
    }

    private static NumberStyle Style(string id) => NumberStyle.All.Single(style => style.Id == id);
}
