using System.Text.Json.Nodes;
using OpenData.Core.Packages.Input;

namespace OpenData.Core.Files;

/// <summary>Reads <c>image_url</c> and <c>clear_upload</c> of an organization, group or user (contract 1.4).</summary>
public static class ImageInput
{
    /// <summary>What <c>image_url</c> becomes; null = stays. With <c>clear_upload</c> an address of another site still counts, the name of an uploaded picture does not.</summary>
    public static string? UrlOf(JsonObject document)
    {
        var url = document.ContainsKey("image_url") ? InputText.Of(document, "image_url") ?? "" : null;
        return !InputFlag.IsTrue(document["clear_upload"]) || url?.Contains("://", StringComparison.Ordinal) == true ? url : "";
    }
}
