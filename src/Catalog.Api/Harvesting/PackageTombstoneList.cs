using System.Globalization;
using Catalog.Api.Actions;
using OpenData.Core;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Harvesting;

namespace Catalog.Api.Harvesting;

[CkanAction("package_tombstone_list", Effect.Read, MinimumCaller.Anonymous, IsConditional = true,
    Summary = "Return the datasets that were public and no longer are, oldest first: what a harvester has to remove. Repeat with cursor = next_cursor; a tombstone of the last minute may be told twice, none is left out.")]
internal sealed class PackageTombstoneList(TombstoneStore tombstones, TimeProvider clock) : CkanAction<PackageTombstoneList.Parameters, PackageTombstoneList.Page>
{
    private const int MostRows = 1000;

    /// <summary>A deletion is stamped a moment before others can see it; who starts this much earlier misses none.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    public sealed record Parameters
    {
        [Parameter("Only those from this time on (ISO 8601, UTC), such as the beginning of the last harvest.")]
        public string? Since { get; init; }

        [Parameter("At most so many; larger numbers are cut to 1000.", Min = 0)]
        public int Limit { get; init; } = MostRows;

        [Parameter("The next_cursor of the last answer; wins over since.")]
        public string? Cursor { get; init; }
    }

    /// <param name="Tombstones">Oldest first.</param>
    /// <param name="NextCursor">For the next call, now or at the next harvest.</param>
    internal sealed record Page(IReadOnlyList<Tombstone> Tombstones, string NextCursor);

    protected override Task AuthorizeAsync(Parameters p, Caller caller, CancellationToken ct) => Everyone;

    protected override async Task<Page> RunAsync(Parameters p, Caller caller, CancellationToken ct)
    {
        var (since, after) = From(p);
        var limit = Math.Min(p.Limit, MostRows);
        var found = await tombstones.ListAsync(since, after, limit, ct);
        var (time, id) = found is [.., var last] ? (last.DeletedAt, last.Id) : (since, after ?? Guid.Empty);
        var safe = Clock.Microseconds(clock.GetUtcNow() - Overlap);
        if (found.Count < limit && time > safe)
            (time, id) = (safe, Guid.Empty);
        return new Page(found, new WalkCursor(time, id).ToString());
    }

    private static (DateTimeOffset Since, Guid? After) From(Parameters p)
    {
        if (!string.IsNullOrEmpty(p.Cursor) && p.Cursor != "*")
            return WalkCursor.Parse(p.Cursor, default) is var cursor ? (cursor.Opened, cursor.After) : default;
        if (string.IsNullOrEmpty(p.Since))
            return (DateTimeOffset.UnixEpoch, null);
        return DateTimeOffset.TryParse(p.Since, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var since)
            ? (since, null)
            : throw new ValidationException("since", "Date format incorrect");
    }
}
