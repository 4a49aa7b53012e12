namespace OpenData.Core.Packages;

/// <summary>Where readers reach the site: the web program takes it from the settings or the request, the worker from the settings alone.</summary>
public interface ISiteAddress
{
    /// <summary>Scheme and host without a slash at the end; empty where nobody knows it.</summary>
    string Url { get; }
}

/// <summary>For programs without requests.</summary>
public sealed class FixedSiteAddress(string url) : ISiteAddress
{
    public string Url { get; } = url;
}
