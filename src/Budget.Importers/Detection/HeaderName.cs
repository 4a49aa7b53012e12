using System.Globalization;
using System.Text;

namespace Budget.Importers.Detection;

/// <summary>Compares headers as a reader would: accents, case, final sigma, doubled blanks and Latin capitals that look Greek make no difference.</summary>
public static class HeaderName
{
    private const string Latin = "ABEHIKMNOPTXYZ";
    private const string Greek = "ΑΒΕΗΙΚΜΝΟΡΤΧΥΖ";

    /// <summary>The form in which headers are compared: NFD without marks, upper case, Greek for Latin look-alikes, single blanks, none around.</summary>
    public static string Fold(string header)
    {
        var folded = new StringBuilder(header.Length);
        foreach (var c in header.Normalize(NormalizationForm.FormD))
        {
            var category = char.GetUnicodeCategory(c);
            if (char.IsWhiteSpace(c))
            {
                if (folded.Length > 0 && folded[^1] != ' ')
                    folded.Append(' ');
            }
            else if (category is not (UnicodeCategory.NonSpacingMark or UnicodeCategory.Format or UnicodeCategory.Control))
            {
                var upper = char.ToUpperInvariant(c);
                var lookAlike = Latin.IndexOf(upper, StringComparison.Ordinal);
                folded.Append(lookAlike < 0 ? upper : Greek[lookAlike]);
            }
        }
        return folded.ToString().TrimEnd();
    }
}
