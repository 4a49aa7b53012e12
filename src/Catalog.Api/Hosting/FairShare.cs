using System.Globalization;
using System.Threading.RateLimiting;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using OpenData.Core.Texts;

namespace Catalog.Api.Hosting;

/// <summary>
/// One bucket of requests for each account and each network, filled again evenly. Every answer tells what is left, by the header fields of
/// draft-ietf-httpapi-ratelimit-headers-11 and by the three of its sixth version, which more clients read.
/// </summary>
internal sealed class FairShare(IOptions<ShareOptions> options) : IDisposable
{
    private readonly Bucket _networks = new("network", options.Value.PerNetwork);
    private readonly Bucket _accounts = new("account", options.Value.PerAccount);
    private readonly Bucket _machine = new("machine", options.Value.PerMachine);

    /// <summary>Counts a request, or what it costs beyond one.</summary>
    /// <exception cref="TooManyRequestsException">There is not so much left; <c>Retry-After</c> is set.</exception>
    public void Take(HttpContext http, Caller caller, int units)
    {
        var address = http.Connection.RemoteIpAddress;
        if (ClientNetwork.IsLocal(address))
            _machine.Take(http, "", units);
        else if (caller.UserId is { } user)
            _accounts.Take(http, user.ToString(), units);
        else
            _networks.Take(http, ClientNetwork.Of(address), units);
    }

    public void Dispose()
    {
        _networks.Dispose();
        _accounts.Dispose();
        _machine.Dispose();
    }

    private sealed class Bucket(string name, int perMinute) : IDisposable
    {
        private readonly string _policy = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";q={perMinute};w=60");

        private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetTokenBucketLimiter(key, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = perMinute,
            TokensPerPeriod = Math.Max(1, perMinute / 60),
            ReplenishmentPeriod = TimeSpan.FromSeconds(Math.Max(1, 60.0 / perMinute)),
            QueueLimit = 0,
        }), StringComparer.Ordinal);

        public void Take(HttpContext http, string key, int units)
        {
            using var lease = _limiter.AttemptAcquire(key, Math.Min(units, perMinute));
            var left = _limiter.GetStatistics(key)?.CurrentAvailablePermits ?? 0;
            var wait = lease.IsAcquired ? 0 : lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? Math.Max(1, (int)Math.Ceiling(after.TotalSeconds)) : 1;
            Tell(http.Response.Headers, left, wait > 0 ? wait : (int)Math.Ceiling((perMinute - left) * 60.0 / perMinute));
            if (lease.IsAcquired)
                return;
            http.Response.Headers.RetryAfter = wait.ToString(CultureInfo.InvariantCulture);
            throw new TooManyRequestsException(TextCatalog.Format(Language(http), "share.exceeded", new Dictionary<string, string>
            {
                ["n"] = perMinute.ToString(CultureInfo.InvariantCulture), ["s"] = wait.ToString(CultureInfo.InvariantCulture),
            }));
        }

        public void Dispose() => _limiter.Dispose();

        /// <param name="headers">Of the answer.</param>
        /// <param name="left">How many requests still have room.</param>
        /// <param name="seconds">When there is more: for this request where it was refused, else all of it.</param>
        private void Tell(IHeaderDictionary headers, long left, int seconds)
        {
            headers["RateLimit-Policy"] = _policy;
            headers["RateLimit"] = string.Create(CultureInfo.InvariantCulture, $"\"{name}\";r={left};t={seconds}");
            headers["RateLimit-Limit"] = perMinute.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Remaining"] = left.ToString(CultureInfo.InvariantCulture);
            headers["RateLimit-Reset"] = seconds.ToString(CultureInfo.InvariantCulture);
        }

        /// <summary>The prefix of the address; English without one, as every error of the interface.</summary>
        private static string Language(HttpContext http) => http.Request.PathBase.StartsWithSegments("/el", StringComparison.Ordinal) ? "el" : "en";
    }
}
