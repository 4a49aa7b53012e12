namespace OpenData.Core.Versions;

/// <summary>A version and the time that it is of.</summary>
public readonly record struct VersionTime(int Version, DateTimeOffset Time);

/// <summary>Where a version stands among those of its dataset by time, which is not always the order of their numbers: a correction of an old day comes late.</summary>
public readonly record struct VersionsByTime(VersionTime? First, VersionTime? Last, VersionTime? Before, VersionTime? After);
