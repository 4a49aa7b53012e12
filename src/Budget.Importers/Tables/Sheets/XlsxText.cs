using System.Globalization;
using System.Text;

namespace Budget.Importers.Tables.Sheets;

/// <summary>Texts and numbers as XLSX writes them.</summary>
internal static class XlsxText
{
    /// <summary>Significant digits of a number that a person can have typed.</summary>
    private const int Typed = 15;

    /// <summary>Significant digits that a binary number is written with; more of them were written by a program that knows decimal ones.</summary>
    private const int Binary = 17;

    /// <summary>Characters that XML has no place for are written <c>_x000D_</c> (ECMA-376-1, 22.9.2.19, ST_Xstring).</summary>
    public static string Unescape(string text)
    {
        if (!text.Contains("_x", StringComparison.Ordinal))
            return text;
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (text.AsSpan(at) is ['_', 'x', _, _, _, _, '_', ..] && ushort.TryParse(text.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && !char.IsSurrogate((char)code) && code != 0)
            {
                result.Append((char)code);
                at += 6;
            }
            else
            {
                result.Append(text[at]);
            }
        }

        return result.ToString();
    }

    /// <summary>
    /// A number as a person would write it: 1E-3 is 0.001, and 1.1000000000000001 is the 1.1 whose nearest binary number it is. Whatever is more than that stays
    /// as it stands (security rule 14).
    /// </summary>
    public static string Number(string text)
    {
        if (text.Length <= Typed && !text.AsSpan().ContainsAny('E', 'e'))
            return text;
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number))
        {
            var shortest = number.ToString("R", CultureInfo.InvariantCulture);
            if (Digits(text) is > Typed and <= Binary && Digits(shortest) <= Typed)
                text = shortest;
        }

        if (!text.AsSpan().ContainsAny('E', 'e') || !decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            return text;
        var plain = exact.ToString(CultureInfo.InvariantCulture);
        return Digits(plain) == Digits(text) ? plain : text;   // what decimal cannot hold, it cuts
    }

    /// <summary>Significant digits.</summary>
    private static int Digits(string number)
    {
        var mantissa = number.AsSpan();
        var end = mantissa.IndexOfAny('E', 'e');
        mantissa = (end < 0 ? mantissa : mantissa[..end]).TrimStart("-+0.").TrimEnd('0');
        var count = 0;
        foreach (var c in mantissa)
            count += c is >= '0' and <= '9' ? 1 : 0;
        return count;
    }
}
