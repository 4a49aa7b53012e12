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
