using System.Globalization;
using OpenData.Core.Files;

namespace Etl.Jobs.Steps;

/// <summary>Where a run keeps its normalized rows between two steps: <c>work/run-ID</c> in the files' folder. Gone when the run has ended.</summary>
internal sealed class WorkFolder(BlobStore blobs)
{
    public string Root { get; } = Path.Combine(blobs.Root, "work");

    public string Of(long runId) => Path.Combine(Root, string.Create(CultureInfo.InvariantCulture, $"run-{runId}"));

    public string RowsOf(long runId, string resource) => Path.Combine(Of(runId), $"{resource}.rows");

    public void Delete(long runId)
    {
        if (Directory.Exists(Of(runId)))
            Directory.Delete(Of(runId), recursive: true);
    }

    /// <summary>The runs that have a folder.</summary>
    public IReadOnlyList<long> Runs() => !Directory.Exists(Root) ? [] :
    [
        .. Directory.EnumerateDirectories(Root, "run-*").Select(path => long.TryParse(Path.GetFileName(path)["run-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : 0)
            .Where(id => id > 0),
    ];
}
