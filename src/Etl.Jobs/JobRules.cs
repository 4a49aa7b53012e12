namespace Etl.Jobs;

/// <summary>Rules that only the job can find, besides those of the importers' library. Their texts are <c>finding.RULE</c> in <c>OpenData.Core/Texts/etl.*.json</c>.</summary>
internal static class JobRules
{
    /// <summary>A file that no resource's pattern accepts, or more than one.</summary>
    public const string FileUnknown = "file-unknown";

    /// <summary>Two files of one day for one resource.</summary>
    public const string FileDoubled = "file-doubled";

    /// <summary>The addresses of a source give files of different days.</summary>
    public const string PeriodDiffers = "period-differs";

    /// <summary>The same bytes were published already.</summary>
    public const string BytesPublished = "bytes-published";

    /// <summary>The rows are those of the current version although the bytes differ.</summary>
    public const string RowsUnchanged = "rows-unchanged";

    /// <summary>There was nothing to take.</summary>
    public const string NothingDelivered = "nothing-delivered";

    /// <summary>A day older than the current version's.</summary>
    public const string NotCurrent = "not-current";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [FileUnknown, FileDoubled, PeriodDiffers, BytesPublished, RowsUnchanged, NothingDelivered, NotCurrent];
}
