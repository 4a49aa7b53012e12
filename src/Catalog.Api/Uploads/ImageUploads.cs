using OpenData.Core.Files;

namespace Catalog.Api.Uploads;

/// <summary>Pictures that come with organizations, groups and users, and the site's logo.</summary>
internal sealed class ImageUploads(BlobStore blobs, TimeProvider clock)
{
    public const string Group = "group", User = "user", Admin = "admin";

    /// <summary>The picture, checked and cleaned, or null when none came. The caller disposes it after writing.</summary>
    public async Task<UploadedImage?> ReadAsync(ReceivedFile? file, string folder, CancellationToken ct) =>
        file is null ? null : await UploadedImage.OfAsync(file, folder, blobs, clock, ct);
}
