using System.Net;
using System.Threading.RateLimiting;
using Catalog.Api.Hosting;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;

namespace Catalog.Api.Pages.Account;

/// <summary>How often anybody may try: by account, so that one is not guessed from many addresses, and by address, so that many are not guessed from one (security rule 25).</summary>
internal sealed class LoginThrottle(IOptions<LoginOptions> options) : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    private readonly PartitionedRateLimiter<string> _accounts = Limit(options.Value.AttemptsPerAccount);
    private readonly PartitionedRateLimiter<string> _addresses = Limit(options.Value.AttemptsPerAddress);

    /// <summary>Counts an attempt; false when there were too many.</summary>
    public bool TryEnter(string account, IPAddress? address)
    {
        using var byAddress = _addresses.AttemptAcquire(ClientNetwork.Of(address));
        using var byAccount = _accounts.AttemptAcquire(account.ToUpperInvariant());
        return byAddress.IsAcquired && byAccount.IsAcquired;
    }

    public void Dispose()
    {
        _accounts.Dispose();
        _addresses.Dispose();
    }

    private static PartitionedRateLimiter<string> Limit(int attempts) => PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetFixedWindowLimiter(
        key, _ => new FixedWindowRateLimiterOptions { PermitLimit = attempts, Window = Window, QueueLimit = 0 }), StringComparer.Ordinal);
}
