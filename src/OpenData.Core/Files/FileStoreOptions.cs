using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Files;

/// <summary>Where files are and how large they may be.</summary>
[OptionsSection("Files")]
public sealed class FileStoreOptions
{
    /// <summary>Folder for original files, cached exports and inboxes; <c>./run</c> sets it to <c>HOME/files</c>.</summary>
    [Required]
    public string Root { get; init; } = "";

    /// <summary>Largest file of a resource that is taken, in units of 1,048,576 bytes (CKAN: ckan.max_resource_size). A file of exactly that size is taken.</summary>
    [Range(1, 1_000_000)]
    public int MaxUploadMegabytes { get; init; } = 10;

    /// <summary>Largest picture of an organization, group or user, in units of 1,048,576 bytes (CKAN: ckan.max_image_size). Pictures are cleaned in memory.</summary>
    [Range(1, 20)]
    public int MaxImageMegabytes { get; init; } = 2;

    /// <summary>Most that the entries of an uploaded archive or spreadsheet may hold together when they are unpacked, in units of 1,048,576 bytes.</summary>
    [Range(1, 1_000_000)]
    public int MaxUnpackedMegabytes { get; init; } = 2048;

    /// <summary>Hours for which stored bytes are kept though nothing names them. A request or a run that stores a file and is slow to name it must be done by then.</summary>
    [Range(1, 8760)]
    public int KeepUnusedHours { get; init; } = 24;

    public long MaxUploadBytes => MaxUploadMegabytes * 1_048_576L;

    public long MaxImageBytes => MaxImageMegabytes * 1_048_576L;

    public long MaxUnpackedBytes => MaxUnpackedMegabytes * 1_048_576L;
}
