using OpenData.Core.Errors;

namespace OpenData.Core.Packages;

/// <summary>The state of a dataset that a writer means (RFC 9110, 13.1.1): entity tags of datasets begin with the time of their last change.</summary>
public static class PackageETag
{
    /// <summary>What every tag of this state begins with.</summary>
    public static string Prefix(DateTimeOffset metadataModified) => Clock.Ckan(metadataModified);

    /// <param name="ifMatch">The header as sent: tags with commas, or <c>*</c>; null asks for nothing.</param>
    /// <param name="metadataModified">As stored now.</param>
    /// <exception cref="PreconditionException">None of the tags is of this state.</exception>
    public static void Require(string? ifMatch, DateTimeOffset metadataModified)
    {
        if (string.IsNullOrWhiteSpace(ifMatch))
            return;
        var now = Prefix(metadataModified);
        var fits = ifMatch.Split(',', StringSplitOptions.TrimEntries).Any(tag =>
            tag == "*" || Bare(tag).StartsWith(now, StringComparison.Ordinal));
        if (!fits)
            throw new PreconditionException($"The dataset was changed at {now} by somebody else: read it again");
    }

    private static string Bare(string tag) => (tag.StartsWith("W/", StringComparison.Ordinal) ? tag[2..] : tag).Trim('"');
}
