using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace OpenData.Core.Access;

/// <summary>Logging in on the pages.</summary>
[OptionsSection("Login")]
public sealed class LoginOptions
{
    /// <summary>Hours after which a person logs in again.</summary>
    [Range(1, 24 * 90)]
    public int SessionHours { get; init; } = 12;

    /// <summary>Attempts to log in to one account in a quarter of an hour; further ones fail, also with the right password.</summary>
    [Range(1, 10_000)]
    public int AttemptsPerAccount { get; init; } = 10;

    /// <summary>Attempts to log in from one address (of IPv6 one /64 network) in a quarter of an hour. Many people may share one.</summary>
    [Range(1, 1_000_000)]
    public int AttemptsPerAddress { get; init; } = 100;
}
