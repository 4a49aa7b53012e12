using OpenData.Core.Hosting;

namespace Etl.Jobs.Fetching;

/// <summary>Section <c>Fetch</c>: where an HTTP source may lead.</summary>
[OptionsSection("Fetch")]
internal sealed class FetchOptions
{
    /// <summary>Ports that an address may name besides 80 and 443.</summary>
    public IReadOnlyList<int> Ports { get; init; } = [];

    /// <summary>Exact <c>host:port</c> that tests may fetch from although it is private. Refused in Production (security rule 12).</summary>
    public IReadOnlyList<string> TestHosts { get; init; } = [];
}
