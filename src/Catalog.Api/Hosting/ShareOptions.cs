using System.ComponentModel.DataAnnotations;
using OpenData.Core.Hosting;

namespace Catalog.Api.Hosting;

/// <summary>How much of the site one caller may use. A request counts once, a costly one several times: <c>datastore_search</c> with <c>q</c>, many rows or far pages and files of versions 5, dumps and SQL 10.</summary>
[OptionsSection("Share")]
internal sealed class ShareOptions
{
    /// <summary>Requests a minute of all anonymous callers from one network: one address of IPv4, a /64 of IPv6. The whole number may come at once. Further ones get 429 with `Retry-After`; a request counts 5 where it searches words or many rows or fetches a file of a version, 10 where it is a dump or SQL, else 1.</summary>
    [Range(1, 1_000_000_000)]
    public int PerNetwork { get; init; } = 12_000;

    /// <summary>Requests a minute of one account, whichever of its tokens they carry and from wherever they come; they do not count for the network.</summary>
    [Range(1, 1_000_000_000)]
    public int PerAccount { get; init; } = 12_000;

    /// <summary>Requests a minute from the machine itself (`127.0.0.0/8`, `::1`), with or without a token: jobs beside the site, and everybody where a proxy on this machine is not named in `Site:ProxyNetworks`.</summary>
    [Range(1, 1_000_000_000)]
    public int PerMachine { get; init; } = 10_000_000;

    /// <summary>Costly queries at once: SQL, sums, differences of versions, searches of rows with words, many rows, far pages, an order, `distinct` or long filters, and what turns out to take long. One caller has at most one place less than there are. 0: one more than the machine has processors, at least 3.</summary>
    [Range(0, 256)]
    public int HeavyAtOnce { get; init; }

    internal int Places => HeavyAtOnce > 0 ? HeavyAtOnce : Math.Max(2, Environment.ProcessorCount) + 1;

    /// <summary>Seconds for which a costly query waits for a place; then 503 with `Retry-After`.</summary>
    [Range(1, 600)]
    public int HeavyQueueSeconds { get; init; } = 5;

    /// <summary>Seconds after which a place is free again though its answer is still being read.</summary>
    [Range(1, 3600)]
    public int HeavySeconds { get; init; } = 30;

    /// <summary>Dumps of tables at once; further ones get 503 with `Retry-After`. Each holds a connection of the database.</summary>
    [Range(1, 1000)]
    public int DumpsAtOnce { get; init; } = 50;
}
