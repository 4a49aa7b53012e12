namespace Catalog.Api.Pages;

/// <summary>Where a list stands. <paramref name="Page"/> counts from 1; a page behind the end is an empty list, not an error.</summary>
internal sealed record Paging(int Page, int Size, long Total)
{
    public static readonly Paging None = new(1, 1, 0);

    public long Offset => (long)(Page - 1) * Size;

    public long Pages => Math.Max(1, (Total + Size - 1) / Size);

    /// <summary>Number of the first thing on the page, from 1; 0 where there is none.</summary>
    public long First => Offset < Total ? Offset + 1 : 0;

    public long Last => Math.Min(Offset + Size, Total);

    public bool HasNext => Page < Pages;

    public bool HasPrevious => Page > 1;
}

/// <summary>The way to the other pages of a list.</summary>
/// <param name="Owner">The page it stands on.</param>
/// <param name="Paging">Where it stands.</param>
/// <param name="Version">Named by every link, where the list is of one version; null where it is not.</param>
internal sealed record PageLinks(PortalPage Owner, Paging Paging, string? Version = null)
{
    public string To(long page)
    {
        var text = page > 1 ? page.ToString(System.Globalization.CultureInfo.InvariantCulture) : null;
        return Version is null ? Owner.With(("page", text)) : Owner.With(("version", Version), ("page", text));
    }
}
