using System.ComponentModel.DataAnnotations;

namespace OpenData.Core.Files;

/// <summary>Section <c>Files</c>.</summary>
public sealed class FileStoreOptions
{
    /// <summary>Folder for original files, cached exports and inboxes; <c>./run</c> sets it to <c>HOME/files</c>.</summary>
    [Required]
    public string Root { get; init; } = "";
}
