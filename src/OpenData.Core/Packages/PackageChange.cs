using System.Text.Json.Nodes;

namespace OpenData.Core.Packages;

/// <summary>What a dataset is to become, with the file that came for one of its resources.</summary>
/// <param name="Document">The whole dataset.</param>
/// <param name="UploadAt">Place of the resource that the file is for.</param>
/// <param name="Upload">The file, or null.</param>
public sealed record PackageChange(JsonObject Document, int UploadAt = -1, ResourceUpload? Upload = null);
