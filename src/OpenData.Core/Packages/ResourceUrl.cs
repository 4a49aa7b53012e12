using System.Text.RegularExpressions;

namespace OpenData.Core.Packages;

/// <summary>A resource's address as readers get it (contract 2.3).</summary>
public static partial class ResourceUrl
{
    /// <param name="stored">Of an upload the file name, else what the publisher wrote.</param>
    /// <param name="urlType"><c>upload</c>, <c>datastore</c> or anything else.</param>
    public static string Show(string stored, string? urlType, Guid packageId, Guid resourceId, string site) => urlType switch
    {
        "upload" => $"{site}/dataset/{packageId}/resource/{resourceId}/download/{Uri.EscapeDataString(stored)}",
        "datastore" => $"{site}/datastore/dump/{resourceId}",
        _ when stored.Length == 0 || Scheme().IsMatch(stored) => stored,
        _ => $"http://{stored.TrimStart('/')}",
    };

    [GeneratedRegex("^[A-Za-z][A-Za-z0-9+.-]*:", RegexOptions.NonBacktracking)]
    private static partial Regex Scheme();
}
