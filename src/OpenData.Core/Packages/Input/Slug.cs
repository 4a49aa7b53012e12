using System.Text.RegularExpressions;

namespace OpenData.Core.Packages.Input;

/// <summary>Names of datasets, organizations and groups: 2 to 100 of <c>[a-z0-9_-]</c>, not new, edit or search (contract 1.9, 2.1).</summary>
public static partial class Slug
{
    public const int MaxLength = 100;

    /// <summary>The first rule that the name breaks, in CKAN's words, or null.</summary>
    public static string? Problem(string name) =>
        name is "new" or "edit" or "search" ? "That name cannot be used"
        : Length(name) < 2 ? "Must be at least 2 characters long"
        : Length(name) > MaxLength ? $"Name must be a maximum of {MaxLength} characters long"
        : !Allowed().IsMatch(name) ? "Must be purely lowercase alphanumeric (ascii) characters and these symbols: -_"
        : null;

    /// <summary>Characters as Python counts them: code points.</summary>
    public static int Length(string text) => text.EnumerateRunes().Count();

    [GeneratedRegex(@"^[a-z0-9_-]*\z", RegexOptions.NonBacktracking)]
    private static partial Regex Allowed();
}
