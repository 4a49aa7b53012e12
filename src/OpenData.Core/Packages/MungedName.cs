using System.Globalization;
using System.Text;

namespace OpenData.Core.Packages;

/// <summary>The name under which an uploaded file is offered: lower-case ASCII of 3 to 100 characters (contract 2.10). The bytes themselves lie under their hash.</summary>
public static class MungedName
{
    private const int Shortest = 3;
    private const int Longest = 100;
    private const int LongestEnding = 21;

    public static string Of(string fileName)
    {
        var bare = fileName[(fileName.LastIndexOfAny(['/', '\\']) + 1)..];
        var text = new StringBuilder();
        foreach (var c in bare.Normalize(NormalizationForm.FormD).ToLowerInvariant())
        {
            if (char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '_' or '.')
                text.Append(c);
            else if (c is ' ' or '-' && (text.Length == 0 || text[^1] != '-'))
                text.Append('-');
            else if (Plain(c) is { } letters)
                text.Append(letters);
        }

        return Cut(text.ToString()).PadRight(Shortest, '_');
    }

    /// <summary>Latin letters that do not come apart into a letter and an accent.</summary>
    private static string? Plain(char c) => c switch
    {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' or 'ð' => "d",
        'ł' => "l",
        'þ' => "th",
        'ı' => "i",
        _ => null,
    };

    /// <summary>The stem is cut, the ending is kept.</summary>
    private static string Cut(string name)
    {
        var dot = name.LastIndexOf('.');
        var ending = dot < 0 ? "" : name[dot..Math.Min(name.Length, dot + LongestEnding)];
        var stem = dot < 0 ? name : name[..dot];
        return string.Create(CultureInfo.InvariantCulture, $"{stem[..Math.Min(stem.Length, Longest - ending.Length)]}{ending}");
    }
}
