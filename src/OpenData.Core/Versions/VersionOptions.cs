using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Versions;

/// <summary>How long versions are kept, where a dataset says nothing of its own (<c>dataset_version_policy_update</c>).</summary>
[OptionsSection("Versions")]
public sealed class VersionOptions
{
    /// <summary>The last so many published versions of a dataset stay, older ones expire every hour. Tagged ones and the current one never do. 0, and 0 days: all stay.</summary>
    [Range(0, int.MaxValue)]
    public int KeepLast { get; init; }

    /// <summary>Versions published in the last so many days stay; 0 = days say nothing.</summary>
    [Range(0, 100_000)]
    public int KeepDays { get; init; }

    /// <summary>The last version of each year stays too.</summary>
    public bool KeepYearly { get; init; }

    /// <summary>Where days begin and end for datasets whose writes of a day are gathered into one version; they may name another zone.</summary>
    [Required]
    public string TimeZone { get; init; } = "Europe/Athens";

    /// <summary>Hours for which a version that was gathered into a later one of its day can still be read by its number: whoever pages through it or follows changes since it has that long.</summary>
    [Range(1, 8760)]
    public int KeepGatheredHours { get; init; } = 48;
}
