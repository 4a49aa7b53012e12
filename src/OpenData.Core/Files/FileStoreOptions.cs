using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Files;

/// <summary>Where files are.</summary>
[OptionsSection("Files")]
public sealed class FileStoreOptions
{
    /// <summary>Folder for original files, cached exports and inboxes; <c>./run</c> sets it to <c>HOME/files</c>.</summary>
    [Required]
    public string Root { get; init; } = "";
}
