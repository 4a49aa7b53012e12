using System.Text;
using System.Xml;

namespace Catalog.Api.Dcat.Rdf;

/// <summary>What can stand in a triple.</summary>
internal abstract record RdfTerm;

/// <summary>What a triple can speak about.</summary>
internal abstract record RdfSubject : RdfTerm;

/// <summary>An absolute address or name, made by <see cref="IriText"/>: nothing in it needs escaping in any format.</summary>
internal sealed record Iri(string Value) : RdfSubject;

/// <summary>A node without a name of its own; numbers count within one graph.</summary>
internal sealed record Blank(int Number) : RdfSubject;

/// <summary>A text, with a language or a datatype as a prefixed name (<c>xsd:date</c>), never both.</summary>
internal sealed record Literal(string Text, string? Language = null, string? Datatype = null) : RdfTerm
{
    /// <summary>Without the characters that XML cannot hold, so that every format says the same.</summary>
    public string Text { get; } = Clean(Text);

    public static string Clean(string text)
    {
        if (IsClean(text))
            return text;
        var kept = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())   // a lone surrogate comes out as U+FFFD
        {
            if (rune.Value > 0xFFFF || XmlConvert.IsXmlChar((char)rune.Value))
                kept.Append(rune.ToString());
        }

        return kept.ToString();
    }

    private static bool IsClean(string text)
    {
        foreach (var c in text)
        {
            if (!XmlConvert.IsXmlChar(c))   // surrogates too: the slow way tells pairs from lone ones
                return false;
        }

        return true;
    }
}
