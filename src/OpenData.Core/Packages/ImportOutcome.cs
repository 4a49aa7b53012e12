namespace OpenData.Core.Packages;

/// <summary>What became of something from another catalog's dump.</summary>
public enum ImportOutcome
{
    Created,
    Changed,

    /// <summary>It was here already, exactly so.</summary>
    Unchanged,
}
