using System.Globalization;
using System.Text;
using Catalog.Api.Organizations;
using OpenData.Core.Files;

namespace Catalog.Api.Pages.Organizations;

/// <summary>
/// What stands beside the name of an organization or group: its picture where this site has it, else its initials. A picture on another host is not shown:
/// that host would learn who reads which page (decision 0012).
/// </summary>
/// <param name="Address">A path of this site, or null.</param>
/// <param name="Initials">At most two letters.</param>
internal sealed record GroupPicture(string? Address, string Initials)
{
    /// <param name="group">Whose.</param>
    /// <param name="site">Address of this site; a picture may be named with it.</param>
    /// <param name="texts">The language of the page.</param>
    public static GroupPicture Of(GroupView group, string site, PageTexts texts)
    {
        var address = ImageAddress.Of(group.ImageUrl, "group", site: "");
        if (address.StartsWith($"{site}/uploads/", StringComparison.OrdinalIgnoreCase))
            address = address[site.Length..];
        return new GroupPicture(address.StartsWith("/uploads/", StringComparison.Ordinal) ? address : null, InitialsOf(texts.Pick(group.Titles, group.DisplayName)));
    }

    /// <summary>Of the first two words that begin with a letter or digit, in capitals without accents.</summary>
    private static string InitialsOf(string title)
    {
        var initials = new StringBuilder();
        foreach (var word in title.Split([' ', '-', '_'], StringSplitOptions.RemoveEmptyEntries))
        {
            var first = word.EnumerateRunes().First();
            if (!Rune.IsLetterOrDigit(first))
                continue;
            initials.Append(Rune.ToUpperInvariant(first).ToString().Normalize(NormalizationForm.FormD).EnumerateRunes().First(rune => Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark).ToString());
            if (initials.Length >= 2)
                break;
        }

        return initials.ToString();
    }
}
