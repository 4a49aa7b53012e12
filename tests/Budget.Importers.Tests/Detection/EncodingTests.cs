using System.Text;
using Budget.Importers.Detection;
using Xunit;

namespace Budget.Importers.Tests.Detection;

public sealed class EncodingTests
{
    private const string Greek = "Υπηρεσία;Κ.Α.;Περιγραφή\nΓενικές υπηρεσίες;6011.01;Αποδοχές μονίμων υπαλλήλων\n";

    [Theory]
    [InlineData("utf-8", Greek, "utf-8")]
    [InlineData("utf-16be", Greek, "utf-16be")]
    [InlineData("utf-16le", Greek, "utf-16le")]
    [InlineData("windows-1253", Greek, "windows-1253 iso-8859-7")]
    [InlineData("windows-1253", Greek + "Άλλα", "windows-1253")]
    [InlineData("iso-8859-7", Greek + "Άλλα", "iso-8859-7")]
    [InlineData("windows-1253", Greek + "«τιμή 5 €»", "windows-1253")]
    [InlineData("windows-1252", "Straße;Größe;Übertrag für Büro\nCrèche;Sécurité;Forêt\n", "windows-1252")]
    [InlineData("utf-8", "code;label\n1;a\n", "utf-8 windows-1253 iso-8859-7 windows-1252")]
    public void Encoding_is_told_by_the_words_of_the_text(string encoding, string text, string expected) =>
        Assert.Equal(expected, string.Join(" ", Detect(TextEncodings.Get(encoding).GetBytes(text)).Encodings));

    /// <summary>Two ASCII blanks are the bytes of one UTF-16 character of the punctuation block.</summary>
    [Fact]
    public void Padding_is_not_taken_for_utf_16() => Assert.Equal("utf-8", Detect(Encoding.UTF8.GetBytes(new string(' ', 500) + "96000.00-\n")).Encodings[0]);

    [Fact]
    public void A_mark_decides_alone()
    {
        var detected = Detect([0xFE, 0xFF, .. "Z"u8]);

        Assert.Equal(["utf-16be"], detected.Encodings);
        Assert.True(detected.HasByteOrderMark);
    }

    [Fact]
    public void A_damaged_place_does_not_make_utf_8_a_one_byte_encoding()
    {
        byte[] bytes = [.. Encoding.UTF8.GetBytes(Greek), 0xFF, .. Encoding.UTF8.GetBytes(Greek)];

        Assert.Equal(["utf-8"], Detect(bytes).Encodings);
    }

    [Fact]
    public void Bytes_that_are_no_text_fit_no_encoding()
    {
        var bytes = new byte[4_096];
        new Random(7).NextBytes(bytes);

        Assert.Empty(Detect(bytes).Encodings);
    }

    /// <summary>The first 64 KiB fit both Greek encodings; the first Ά comes behind them.</summary>
    [Theory]
    [InlineData("windows-1253", "iso-8859-7", "Άλλα")]
    [InlineData("iso-8859-7", "windows-1253", "Άλλα")]
    [InlineData("iso-8859-7", "windows-1253", "“Λοιπά”")]
    public async Task The_other_greek_encoding_is_noticed_behind_the_sample_too(string declared, string actual, string word)
    {
        var mapping = Read.Thessaloniki;
        var resource = mapping.Resource("revenue") with { Read = mapping.Resource("revenue").Read with { Encoding = declared } };
        var text = new StringBuilder("Υπηρεσία;Κ.Α.;Περιγραφή;Προϋπολογισθέντα;Διαμορφωθέντα;Βεβαιωθέντα;Εισπραχθέντα\n");
        for (var i = 0; text.Length < 70_000; i++)
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $";0111.{i / 100:00}.{i % 100:00};Μισθώματα από ακίνητα;1,00;1,00;1,00;1,00;\n");
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $";0112.01.01;{word} έσοδα;1,00;1,00;1,00;1,00;\n");

        var result = await Read.StreamAsync(
            new MemoryStream(TextEncodings.Get(actual).GetBytes(text.ToString())), mapping with { Resources = [resource] }, "revenue", "a.csv", new DateOnly(2016, 4, 1));

        Assert.Equal(("encoding-differs", actual, declared), (result.TheFinding.Rule, result.TheFinding.Value, result.TheFinding.Expected));
        Assert.Equal(text.ToString().Count(c => c == '\n'), result.TheFinding.Line);
    }

    [Theory]
    [InlineData("Κ.Α.", "K.A.")]                                // Latin K and A
    [InlineData("Υπηρεσία", "  YΠHPEΣIA ")]
    [InlineData("Προϋπολογισθέντα", "ΠΡΟΫΠΟΛΟΓΙΣΘΕΝΤΑ")]
    [InlineData("Κωδικός Αριθμός", "ΚΩΔΙΚΟΣ \u00A0 ΑΡΙΘΜΟΣ")]   // final sigma, no-break blank
    [InlineData("Betrag", "betrag ")]
    [InlineData("Index", "\uFEFFIndex")]
    public void Headers_that_a_reader_takes_for_the_same_are_the_same(string left, string right) =>
        Assert.Equal(HeaderName.Fold(left), HeaderName.Fold(right));

    [Theory]
    [InlineData("Πληρωθέντα", "Πληρωτέα")]
    [InlineData("Κ.Α.", "ΚΑ")]
    public void Other_headers_stay_different(string left, string right) => Assert.NotEqual(HeaderName.Fold(left), HeaderName.Fold(right));

    [Theory]
    [InlineData("a;b;c\n1,5;2,5;3\n1;2;3\n", ';')]
    [InlineData("a,b,c\n1.5,2,3\n\"x;y\",2,\"3\n;;\"\n", ',')]
    [InlineData("a\tb\n1,0\t2\n", '\t')]
    [InlineData("a|b|c\n1|2|3|\n", '|')]
    [InlineData("a\n1\n", null)]
    public void Delimiter_is_what_splits_every_line_like_the_header(string text, char? expected) =>
        Assert.Equal(expected, DelimiterOf(text));

    private static char? DelimiterOf(string text) =>
        Detector.Detect(Sample(Encoding.UTF8.GetBytes(text)), Read.Thessaloniki.Resources[0].Read with { Encoding = "auto", Quote = '"' }).Delimiter;

    private static DetectedText Detect(byte[] bytes) => Detector.Detect(Sample(bytes), Read.Thessaloniki.Resources[0].Read);

    private static FileSample Sample(byte[] bytes) => new() { Bytes = bytes, Whole = true };
}
