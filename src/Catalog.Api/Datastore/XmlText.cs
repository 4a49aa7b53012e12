using System.Xml;

namespace Catalog.Api.Datastore;

/// <summary>Texts in XML 1.0: characters that it cannot hold, such as most control characters, become U+FFFD.</summary>
internal static class XmlText
{
    public static string Of(string text) => text.All(IsHeld) ? text : string.Concat(text.Select(c => IsHeld(c) ? c : '\uFFFD'));

    /// <summary>PostgreSQL holds no half of a pair.</summary>
    private static bool IsHeld(char c) => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c);
}
