namespace OpenData.Core.Versions;

/// <summary>
/// One resource at one version: resolved once per request, then part of every statement (design A.4). A reader that took "the row is open" for
/// "current" would mix versions whenever a publish falls between two statements.
/// </summary>
public sealed record VersionBound
{
    public required Guid PackageId { get; init; }

    public required string PackageName { get; init; }

    public required Guid ResourceId { get; init; }

    public required string ResourceName { get; init; }

    /// <summary>The dataset version that the reader sees.</summary>
    public required int Version { get; init; }

    /// <summary>Whether <see cref="Version"/> was the current one when it was resolved.</summary>
    public required bool IsCurrent { get; init; }

    /// <summary>The version before it by number that can be read; null when there is none, and when the request named no version.</summary>
    public int? Predecessor { get; init; }

    /// <summary>The one after it, likewise.</summary>
    public int? Successor { get; init; }

    public required DateTimeOffset PublishedAt { get; init; }

    /// <summary>The day that the source states for this version, or null.</summary>
    public DateOnly? Period { get; init; }

    /// <summary>The time that the version is of: the day that its source states, else when it was published (design 0.1).</summary>
    public DateTimeOffset Time => Period is { } day ? new DateTimeOffset(day.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero) : PublishedAt;

    /// <summary>The row table, qualified and quoted.</summary>
    public required string Table { get; init; }

    /// <summary>The number in the name of <see cref="Table"/>.</summary>
    public required int TableNo { get; init; }

    /// <summary>Changes whenever the record of this version is written again, as a redaction does: part of the key of whatever is kept in memory.</summary>
    public required string Revision { get; init; }

    /// <summary>Physical columns that have an index which readers asked for (<see cref="Datastore.RowIndexer"/>).</summary>
    public IReadOnlyList<string> Indexed { get; init; } = [];

    /// <summary>The index over the words of the rows, where there is one.</summary>
    public Datastore.WordsIndex? Words { get; init; }

    public required IReadOnlyList<Field> Fields { get; init; }

    /// <summary>Columns of the primary key, public names.</summary>
    public required IReadOnlyList<string> Key { get; init; }

    /// <summary>Rows at this version: recorded at publish, so never counted.</summary>
    public required long RowCount { get; init; }

    /// <summary>SHA-256 of the canonical CSV, lower-case hex; null for a version written by API whose CSV nobody has asked for yet (<see cref="ExportCache"/>).</summary>
    public required string? Sha256 { get; init; }

    /// <summary>Length of the canonical CSV in bytes; null together with <see cref="Sha256"/>.</summary>
    public required long? Bytes { get; init; }

    /// <summary>The version in which this resource's rows or columns last changed, at or before <see cref="Version"/>.</summary>
    public required int ChangedVersion { get; init; }

    /// <summary>Whether a source feeds the resource now; else clients write it.</summary>
    public required bool IsFed { get; init; }

    /// <summary>When this resource's content last changed, at or before <see cref="Version"/>.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>The condition for every statement on <see cref="Table"/>. The number is ours, never a caller's text.</summary>
    public string Where => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_vf <= {Version} and {Version} < _vt");

    /// <summary>The field of that public name, or null.</summary>
    public Field? Field(string id) => Fields.FirstOrDefault(field => field.Id == id);
}
