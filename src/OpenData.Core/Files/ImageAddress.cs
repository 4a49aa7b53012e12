namespace OpenData.Core.Files;

/// <summary>Where a picture is loaded from: an address as it was given, or an uploaded file of ours (contract 2.6).</summary>
public static class ImageAddress
{
    /// <param name="imageUrl">As stored: an address, the name of an uploaded file, or empty.</param>
    /// <param name="folder"><c>group</c> or <c>user</c>.</param>
    /// <param name="site">Without a slash at its end.</param>
    public static string Of(string imageUrl, string folder, string site) =>
        imageUrl.Length == 0 || imageUrl.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || imageUrl.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            ? imageUrl
            : $"{site}/uploads/{folder}/{Uri.EscapeDataString(imageUrl)}";
}
