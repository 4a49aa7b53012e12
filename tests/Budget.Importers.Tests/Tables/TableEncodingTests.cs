using System.Text;
using Budget.Importers.Detection;
using Budget.Importers.Tables;
using Xunit;

namespace Budget.Importers.Tests.Tables;

/// <summary>The encoding of a text that nobody declared: Greek is read as it was written, Cyrillic is not taken for Greek (product F24).</summary>
public sealed class TableEncodingTests
{
    private static async Task<string> FirstCellAsync(byte[] file)
    {
        await using var table = await TableReader.OpenAsync(new MemoryStream(file), null, TestContext.Current.CancellationToken);
        Assert.True(await table.ReadAsync(TestContext.Current.CancellationToken));
        return table[0].ToString();
    }

    [Theory]
    [InlineData("Δρόμοι της πόλης")]
    [InlineData("ΔΗΜΟΣ ΘΕΣΣΑΛΟΝΙΚΗΣ")]
    [InlineData("12 Μαΐου 2020")]
    [InlineData("δρόμοι, Μαΐου, πρωτεΐνη, Ταΰγετος, Άγιος, Όλγα, Ήπειρος")]
    [InlineData("Πλατεία Αγίου Γεωργίου και οδός Ταϋγέτου")]
    [InlineData("Θέρμη, Έξοδα")]
    [InlineData("Ύδρευση και αποχέτευση του Ηρακλείου")]
    public async Task Greek_is_read_as_it_was_written(string text)
    {
        var content = $"όνομα;ποσό\n\"{text}\";1\n";
        foreach (var encoding in new[]
        {
            TextEncodings.Get(TextEncodings.Windows1253), TextEncodings.Get(TextEncodings.Iso88597), TextEncodings.Get(TextEncodings.Utf8), new UTF8Encoding(true), Encoding.Unicode, Encoding.BigEndianUnicode,
        })
        {
            Assert.Equal(text, await FirstCellAsync([.. encoding.GetPreamble(), .. encoding.GetBytes(content)]));
        }
    }

    [Theory]
    [InlineData("код;назва\n22;Міський бюджет на оплату праці\n")]
    [InlineData("код;название\n22;Расходы на оплату труда\n")]
    [InlineData("КОД;СУММА\n22;РАСХОДЫ НА ОПЛАТУ\n")]
    [InlineData("код;име\n22;Разходи за заплати и осигуровки\n")]
    [InlineData("шифра;назив\n22;Плате и додаци запослених\n")]
    [InlineData("n;місто\n22;Київ\n")]
    [InlineData("n;city\n22;вода\n23;дорога\n24;школа\n")]
    public async Task Cyrillic_of_one_byte_is_refused_and_of_UTF_8_and_16_read(string content)
    {
        var bytes = CodePagesEncodingProvider.Instance.GetEncoding("windows-1251")!.GetBytes(content);
        var refused = await Assert.ThrowsAsync<TableException>(() => FirstCellAsync(bytes));

        Assert.Contains(refused.Rule, new[] { "load.encoding-cyrillic", "load.encoding" });
        Assert.Equal("22", await FirstCellAsync(Encoding.UTF8.GetBytes(content)));
        Assert.Equal("22", await FirstCellAsync([.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(content)]));
    }

    [Fact]
    public async Task Cyrillic_that_comes_late_is_refused_too()
    {
        var text = CodePagesEncodingProvider.Instance.GetEncoding("windows-1251")!.GetBytes(string.Concat(Enumerable.Repeat("plain;1\n", 20_000)) + "вода та дорога;2\n");
        using var file = new MemoryStream(text);

        var refused = await Assert.ThrowsAsync<TableException>(() => TableEncoding.AtAsync(file, 160_000, TestContext.Current.CancellationToken));

        Assert.Equal("load.encoding-cyrillic", refused.Rule);
    }
}
