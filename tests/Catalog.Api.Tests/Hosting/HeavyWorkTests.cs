using System.Net;
using Catalog.Api.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OpenData.Core.Access;
using OpenData.Core.Errors;
using Xunit;

namespace Catalog.Api.Tests.Hosting;

/// <summary>Costly work has few places, and one caller never has all of them.</summary>
public sealed class HeavyWorkTests
{
    private static readonly IOptions<ShareOptions> Options = Microsoft.Extensions.Options.Options.Create(new ShareOptions { HeavyAtOnce = 2, HeavyQueueSeconds = 1, DumpsAtOnce = 1 });

    [Fact]
    public async Task One_caller_leaves_a_place_for_another_and_who_waited_long_enough_is_told()
    {
        using var work = new HeavyWork(Options, new HttpContextAccessor());

        using var first = await EnterAsync(work, "203.0.113.1");
        await Assert.ThrowsAsync<BusyException>(() => EnterAsync(work, "203.0.113.1"));
        using var second = await EnterAsync(work, "203.0.113.2");
        await Assert.ThrowsAsync<BusyException>(() => EnterAsync(work, "203.0.113.3"));
    }

    [Fact]
    public async Task A_place_that_was_left_is_the_next_ones()
    {
        using var work = new HeavyWork(Options, new HttpContextAccessor());
        var first = await EnterAsync(work, "203.0.113.1");
        var waiting = EnterAsync(work, "203.0.113.1");
        Assert.False(waiting.IsCompleted);

        first.Dispose();

        (await waiting).Dispose();
        (await EnterAsync(work, "203.0.113.1")).Dispose();
    }

    [Fact]
    public async Task Who_goes_away_while_waiting_takes_no_place()
    {
        using var work = new HeavyWork(Options, new HttpContextAccessor());
        using var gone = new CancellationTokenSource();
        var first = await EnterAsync(work, "203.0.113.1");
        var waiting = EnterAsync(work, "203.0.113.1", gone.Token);
        await gone.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        first.Dispose();

        (await EnterAsync(work, "203.0.113.1")).Dispose();
    }

    [Fact]
    public void There_are_not_endlessly_many_dumps()
    {
        using var places = new DumpPlaces(Options);
        places.Enter();
        Assert.Throws<BusyException>(places.Enter);

        places.Leave();

        places.Enter();
    }

    private static Task<IDisposable> EnterAsync(HeavyWork work, string address, CancellationToken? ct = null) =>
        work.EnterAsync(new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } }, Caller.Anonymous, ct ?? CatalogSite.Ct);
}
