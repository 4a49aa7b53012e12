using System.Text;
using Xunit;

namespace Budget.Importers.Tests.Formats;

public sealed class KeyTests
{
    /// <summary>Keys are remembered as hashes; the border between two parts must be in them.</summary>
    [Fact]
    public async Task Keys_whose_parts_only_together_are_equal_are_different()
    {
        var mapping = Read.Thessaloniki;
        var resource = mapping.Resource("revenue") with { PrimaryKey = ["service", "label"] };
        byte[] file =
        [
            0xFE, 0xFF,
            .. Encoding.BigEndianUnicode.GetBytes(
                "Υπηρεσία;Κ.Α.;Περιγραφή;Προϋπολογισθέντα;Διαμορφωθέντα;Βεβαιωθέντα;Εισπραχθέντα\nΑ;0111.01.01;ΒΓ;1,00;1,00;1,00;1,00;\nΑΒ;0111.01.01;Γ;1,00;1,00;1,00;1,00;\n"),
        ];

        var result = await Read.StreamAsync(new MemoryStream(file), mapping with { Resources = [resource] }, "revenue", "a.csv", new DateOnly(2016, 4, 1));

        Assert.Empty(result.Findings.Items);
        Assert.Equal(8, result.Lines.Count);
    }
}
