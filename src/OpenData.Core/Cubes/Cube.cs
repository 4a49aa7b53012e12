using OpenData.Core.Versions;

namespace OpenData.Core.Cubes;

/// <summary>A dataset's budget lines at one version: all its tables with the columns of a budget, bound to the same version (design C.2).</summary>
public sealed record Cube
{
    public required CubeModel Model { get; init; }

    /// <summary>At least one; all of one dataset and one version.</summary>
    public required IReadOnlyList<VersionBound> Tables { get; init; }

    public Guid PackageId => Tables[0].PackageId;

    /// <summary>Name of the dataset, which is also the cube's.</summary>
    public string Name => Tables[0].PackageName;

    public int Version => Tables[0].Version;

    public bool IsCurrent => Tables[0].IsCurrent;

    public DateTimeOffset PublishedAt => Tables[0].PublishedAt;

    /// <summary>The day that the source states, or null.</summary>
    public DateOnly? Period => Tables[0].Period;
}
