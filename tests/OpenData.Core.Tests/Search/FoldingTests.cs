using OpenData.Core.Search;
using Xunit;

namespace OpenData.Core.Tests.Search;

/// <summary>Words that people take for the same are the same for the search.</summary>
public sealed class FoldingTests
{
    [Theory]
    [InlineData("Προϋπολογισμός", "προυπολογισμοσ")]
    [InlineData("ΠΡΟΫΠΟΛΟΓΙΣΜΌΣ", "προυπολογισμοσ")]
    [InlineData("Straße", "strasse")]
    [InlineData("Café", "cafe")]
    [InlineData("ﬁle", "file")]
    public void Case_accents_and_final_sigma_do_not_count(string text, string folded) => Assert.Equal(folded, Folding.Fold(text));

    [Theory]
    [InlineData("προϋπολογισμός", "proypologismos")]
    [InlineData("προϋπολογισμός", "proupologismos")]
    [InlineData("προϋπολογισμού", "proypologismou")]
    [InlineData("δαπάνες", "dapanes")]
    [InlineData("δαπάνη", "dapani")]
    [InlineData("έσοδα", "esoda")]
    [InlineData("έξοδα", "exoda")]
    [InlineData("έξοδα", "eksoda")]
    [InlineData("Θεσσαλονίκη", "thessaloniki")]
    [InlineData("Θεσσαλονίκη", "thesaloniki")]
    [InlineData("δήμος", "dhmos")]
    [InlineData("δήμος", "dimos")]
    [InlineData("χρήματα", "xrhmata")]
    [InlineData("χρήματα", "chrimata")]
    [InlineData("έργων", "ergwn")]
    [InlineData("βιβλιοθήκη", "vivliothiki")]
    [InlineData("ευρώ", "evro")]
    [InlineData("αυτοκίνητο", "aftokinito")]
    [InlineData("σχολεία", "sxoleia")]
    public void Greeklish_is_one_of_the_keys_of_the_greek_word(string greek, string latin) =>
        Assert.Contains(GreekKey.Of(Folding.Fold(greek)), GreekKey.Candidates(latin));

    [Theory]
    [InlineData("δαπάνη", "δαπάνες", "δαπανών")]
    [InlineData("προϋπολογισμός", "προϋπολογισμού", "προϋπολογισμό")]
    [InlineData("έσοδα", "εσόδων", "έσοδο")]
    [InlineData("δήμος", "δήμου", "δήμων")]
    [InlineData("πόλη", "πόλεις", "πόλεων")]
    [InlineData("αποτέλεσμα", "αποτελέσματα", "αποτελεσμάτων")]
    public void Inflected_forms_have_one_stem(string first, string second, string third)
    {
        var stems = new[] { first, second, third }.Select(word => GreekKey.Stem(GreekKey.Of(Folding.Fold(word)))).Distinct(StringComparer.Ordinal);

        Assert.Single(stems);
    }

    [Theory]
    [InlineData("floods", "flood")]
    [InlineData("flooded", "flood")]
    [InlineData("flooding", "flood")]
    [InlineData("cities", "city")]
    [InlineData("rates", "rating")]
    [InlineData("classes", "class")]
    public void English_forms_have_one_stem(string form, string word) => Assert.Equal(EnglishStem.Of(word), EnglishStem.Of(form));

    [Theory]
    [InlineData("bus", "bu")]
    [InlineData("water", "wat")]
    [InlineData("string", "str")]
    public void Short_or_different_words_stay_apart(string word, string other) => Assert.NotEqual(EnglishStem.Of(word), EnglishStem.Of(other));

    [Theory]
    [InlineData("data-set", "data,set", "dataset")]
    [InlineData("WiFi2Go", "wi,fi,2,go", "wifi2go")]
    [InlineData("ΟΤΑ", "οτα", null)]
    [InlineData("!?", "", null)]
    public void Pieces_split_at_punctuation_case_and_digits(string piece, string parts, string? joined)
    {
        var split = Words.Split(piece);

        Assert.Equal((parts, joined), (string.Join(',', split.Parts), split.Joined));
    }
}
