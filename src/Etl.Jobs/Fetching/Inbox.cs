using Budget.Importers.Mapping;
using Microsoft.Extensions.Options;
using OpenData.Core.Files;

namespace Etl.Jobs.Fetching;

/// <summary>Where drop folders lie, and where their files go when their run has ended: <c>done/RUN</c>, <c>rejected/RUN</c>, <c>cancelled/RUN</c> beside the inbox.</summary>
internal sealed class Inbox(IOptions<EtlOptions> options, BlobStore blobs)
{
    public string Root { get; } = Path.GetFullPath(options.Value.Inbox.Length > 0 ? options.Value.Inbox : Path.Combine(blobs.Root, "inbox"));

    /// <summary>The drop folder of a source; made if it is missing.</summary>
    public string Of(FolderSource source)
    {
        var folder = Path.Combine(Root, source.Path);
        Directory.CreateDirectory(folder);
        return folder;
    }

    /// <summary>The folder for the files of a run that ended as <paramref name="kind"/>.</summary>
    public string After(string kind, long runId) => Path.Combine(
        Path.GetDirectoryName(Root) ?? Root, kind, runId.ToString(System.Globalization.CultureInfo.InvariantCulture));
}
