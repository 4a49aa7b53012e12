using OpenData.Core.Hosting;

namespace OpenData.Core.Jobs;

/// <summary>Section <c>Loading</c>: how files of resources become tables.</summary>
[OptionsSection("Loading")]
public sealed class LoadingOptions
{
    /// <summary>
    /// Whether a file that is uploaded as CSV, TSV, XLSX or ODS, or an address of one, becomes the resource's table by itself, as where CKAN runs a loader. Off: when
    /// somebody asks, by `xloader_submit` or `datapusher_submit`.
    /// </summary>
    public bool Automatic { get; init; }
}
