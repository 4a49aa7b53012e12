using System.Threading.RateLimiting;
using Catalog.Api.Actions;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Database;
using OpenData.Core.Errors;

namespace Catalog.Api.Hosting;

/// <summary>
/// Few costly requests at once, of all kinds together and whoever asks, and one caller not in all places; the others wait shortly in a queue, then get 503. So processors and
/// connections stay free for what is answered in a millisecond.
/// </summary>
internal sealed class HeavyWork(IOptions<ShareOptions> options, IHttpContextAccessor accessor) : ICostlyPlaces, IDisposable
{
    private readonly PartitionedRateLimiter<string> _places = PartitionedRateLimiter.CreateChained(
        Places(key => key, Math.Max(1, options.Value.Places - 1)), Places(_ => "", options.Value.Places));

    /// <summary>Also where no request is being answered: the program's own work is nobody's.</summary>
    public bool IsHeld => accessor.HttpContext is not { } http || http.Items.ContainsKey(typeof(HeavyWork));

    /// <summary>For the request that is being answered, until its answer is written: what is streamed is read then.</summary>
    public async Task EnterAsync(CancellationToken ct)
    {
        if (IsHeld || accessor.HttpContext is not { } http)
            return;
        var caller = await http.RequestServices.GetRequiredService<CallerResolver>().ResolveAsync(ct);
        http.Response.RegisterForDispose(await EnterAsync(http, caller, ct));
        http.Items[typeof(HeavyWork)] = true;
    }

    /// <summary>A place until it is disposed, or until the longest time that an answer may hold one: a reader who takes it slowly costs nothing but a connection.</summary>
    /// <exception cref="BusyException">No place became free in time.</exception>
    public async Task<IDisposable> EnterAsync(HttpContext http, Caller caller, CancellationToken ct)
    {
        using var queue = CancellationTokenSource.CreateLinkedTokenSource(ct);
        queue.CancelAfter(TimeSpan.FromSeconds(options.Value.HeavyQueueSeconds));
        var key = caller.UserId?.ToString() ?? ClientNetwork.Of(http.Connection.RemoteIpAddress);
        try
        {
            var lease = await _places.AcquireAsync(key, 1, queue.Token);
            if (lease.IsAcquired)
                return new Place(lease, TimeSpan.FromSeconds(options.Value.HeavySeconds));
            lease.Dispose();
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            // waited long enough
        }

        throw new BusyException("As many costly queries are running as may run at once, try again later");
    }

    public void Dispose() => _places.Dispose();

    private static PartitionedRateLimiter<string> Places(Func<string, string> partition, int places) => PartitionedRateLimiter.Create<string, string>(key => RateLimitPartition.GetConcurrencyLimiter(
        partition(key), _ => new ConcurrencyLimiterOptions { PermitLimit = places, QueueLimit = 256, QueueProcessingOrder = QueueProcessingOrder.OldestFirst }), StringComparer.Ordinal);

    private sealed class Place : IDisposable
    {
        private readonly Timer _end;
        private RateLimitLease? _lease;

        public Place(RateLimitLease lease, TimeSpan longest)
        {
            _lease = lease;
            _end = new Timer(place => ((Place)place!).Release(), this, longest, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _end.Dispose();
            Release();
        }

        private void Release() => Interlocked.Exchange(ref _lease, null)?.Dispose();
    }
}
