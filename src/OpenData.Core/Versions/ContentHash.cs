using System.Security.Cryptography;
using System.Text;

namespace OpenData.Core.Versions;

/// <summary>The hash of a dataset's version: SHA-256 of the lines "hash, two blanks, resource.csv", sorted by name, as <c>sha256sum</c> prints them (design 0.1).</summary>
public static class ContentHash
{
    /// <summary>Lower-case hex; null when the hash of a part is not made yet.</summary>
    public static string? Of(IEnumerable<(string Name, string? Sha256)> parts)
    {
        var all = parts.ToList();
        if (all.Exists(part => part.Sha256 is null))
            return null;
        var list = string.Concat(all.OrderBy(part => part.Name, StringComparer.Ordinal).Select(part => $"{part.Sha256}  {part.Name}.csv\n"));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(list)));
    }
}
