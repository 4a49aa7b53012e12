using System.Globalization;
using Microsoft.AspNetCore.Mvc;
using OpenData.Core.Versions;

namespace Catalog.Api.Pages.Datasets;

/// <summary>What differs between two versions: totals first, then the rows of one resource, page by page.</summary>
internal sealed class DiffShow(DatasetParts parts, DifferenceReader reader) : DatasetPage(parts)
{
    public const int PageSize = 50;

    // As money goes from plan to cash; jsonb keeps no order.
    private static readonly string[] Phases = ["initial", "revised", "committed", "warranted", "paid", "assessed", "collected"];

    private readonly VersionStore _versions = parts.Versions;

    /// <summary>One resource: its two sides (null where it had no data) and how many rows differ.</summary>
    public sealed record Part(string Name, VersionBound? Before, VersionBound? After, ChangeCounts Counts)
    {
        public long Total => (long)Counts.Added + Counts.Changed + Counts.Removed;

        public IReadOnlyList<Field> Fields => [.. (After?.Fields ?? []).Concat(Before?.Fields ?? []).DistinctBy(f => f.Id)];

        public IReadOnlyList<string> Key => (After ?? Before)!.Key;
    }

    /// <summary>A control total on both sides; null where a side has none.</summary>
    public sealed record Total(string Resource, string Field, string Member, decimal? Before, decimal? After);

    public int From { get; private set; }

    public int To { get; private set; }

    public IReadOnlyList<Part> Parts { get; private set; } = [];

    public IReadOnlyList<Total> Totals { get; private set; } = [];

    /// <summary>The resource whose rows are shown; null where nothing differs.</summary>
    public Part? Shown { get; private set; }

    public IReadOnlyList<RowChange> Rows { get; private set; } = [];

    public Paging Paging { get; private set; } = Paging.None;

    public async Task<IActionResult> OnGetAsync(string name, int from, int to, CancellationToken ct)
    {
        if (await LoadAsync(name, ct) is { } redirect)
            return redirect;
        (From, To) = (from, to);
        var before = await BoundsAsync(from, ct);
        var after = await BoundsAsync(to, ct);
        await CompareAsync(before, after, ct);
        Totals = [.. TotalsOf(await FindVersionAsync(from, ct), await RequireVersionAsync(to, ct))];

        var asked = Asked("resource");
        Shown = Parts.FirstOrDefault(part => part.Name == asked && part.Total > 0) ?? Parts.FirstOrDefault(part => part.Total > 0);
        if (Shown is null)
            return Page();
        Paging = new Paging(Asked("page", 1), PageSize, Shown.Total);
        var rows = new List<RowChange>();
        await foreach (var row in reader.ReadAsync(Shown.Before, Shown.After, ChangeCursor.Start, PageSize, Paging.Offset, ct))
            rows.Add(row);
        Rows = rows;
        return Page();
    }

    /// <summary>The request that gives these rows.</summary>
    public string ApiUrl => string.Create(CultureInfo.InvariantCulture,
        $"{Site}/api/3/action/dataset_version_diff?id={Package.Name}&from={From}&to={To}&resource_id={(Shown?.After ?? Shown?.Before)?.ResourceId}&limit={PageSize}&offset={Paging.Offset}");

    /// <summary>The text of a field on one side of a row; null where that side has no such field or no value.</summary>
    public static string? Text(VersionBound? side, string?[]? row, string field)
    {
        if (side is null || row is null)
            return null;
        var index = side.Fields.Index().FirstOrDefault(pair => pair.Item.Id == field, (-1, null!)).Index;
        return index < 0 ? null : row[index];
    }

    /// <summary>The fields of a row that say something besides its key: the changed ones, or of a new or removed row all that have a value.</summary>
    public IEnumerable<Field> Told(RowChange row) => Shown!.Fields.Where(field => !Shown.Key.Contains(field.Id)
        && Text(Shown.Before, row.Before, field.Id) != Text(Shown.After, row.After, field.Id));

    /// <summary>A name for people where the table has one, shown with the key.</summary>
    public IEnumerable<Field> Labels => Shown!.Fields.Where(f => f.ColumnType?.EndsWith(":label", StringComparison.Ordinal) == true);

    /// <summary>By how much a number moved, with its sign; null for everything else.</summary>
    public static decimal? Move(Field field, string? before, string? after) =>
        field.Type is "numeric" or "int4" or "int8" && before is not null && after is not null
            ? decimal.Parse(after, CultureInfo.InvariantCulture) - decimal.Parse(before, CultureInfo.InvariantCulture)
            : null;

    private async Task<IReadOnlyList<VersionBound>> BoundsAsync(int version, CancellationToken ct) =>
        version == 0 ? [] : await _versions.FindBoundsAsync(Package.Id, new VersionRequest((await RequireVersionAsync(version, ct)).Version, null), ct);

    private async Task CompareAsync(IReadOnlyList<VersionBound> before, IReadOnlyList<VersionBound> after, CancellationToken ct)
    {
        var compared = new List<Part>();
        foreach (var resource in after.Concat(before).DistinctBy(bound => bound.ResourceId))
        {
            var (old, fresh) = (before.FirstOrDefault(b => b.ResourceId == resource.ResourceId), after.FirstOrDefault(b => b.ResourceId == resource.ResourceId));
            compared.Add(new Part(resource.ResourceName, old, fresh, await reader.CountAsync(old, fresh, ct)));
        }

        Parts = compared;
    }

    private static IEnumerable<Total> TotalsOf(DatasetVersion? before, DatasetVersion after)
    {
        foreach (var resource in after.Resources)
        {
            var old = before?.Resources.FirstOrDefault(other => other.ResourceId == resource.ResourceId)?.Totals;
            foreach (var (field, members) in resource.Totals)
            {
                foreach (var (member, text) in members.OrderBy(pair => Array.IndexOf(Phases, pair.Key)).ThenBy(pair => pair.Key, StringComparer.Ordinal))
                    yield return new Total(resource.Name, field, member, Read(old?.GetValueOrDefault(field)?.GetValueOrDefault(member)), Read(text));
            }
        }
    }

    private static decimal? Read(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
