using System.Globalization;

namespace OpenData.Core.Versions;

/// <summary>A place in a difference, which is ordered by <c>_id</c>: behind the change of that row.</summary>
/// <param name="Id">The row's number.</param>
/// <param name="IsRemoval">Of a table that was made again a number may be removed and then added: only the first has been read.</param>
public readonly record struct ChangeCursor(long Id, bool IsRemoval)
{
    /// <summary>Before the first: numbers begin at 1.</summary>
    public static ChangeCursor Start => default;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}{(IsRemoval ? "-" : "")}");

    /// <summary>From <see cref="ToString"/>; null for any other text.</summary>
    public static ChangeCursor? Parse(string text) =>
        long.TryParse(text.EndsWith('-') ? text[..^1] : text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? new ChangeCursor(id, text.EndsWith('-')) : null;
}
