using System.Net;
using System.Net.Sockets;

namespace Etl.Jobs.Fetching;

/// <summary>
/// Whether an address belongs to the public internet, by the special-purpose registries of IANA (RFC 6890). An IPv4 address inside an IPv6 one
/// (mapped, NAT64, ISATAP) is judged as what it leads to; 6to4 and Teredo relays are refused as a whole (security rule 9).
/// </summary>
internal static class AddressGuard
{
    private static readonly IPNetwork[] NotPublic =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
            "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "2001::/23", "2001:db8::/32", "2002::/16", "2620:4f:8000::/48", "3fff::/20",
        }.Select(text => IPNetwork.Parse(text)),
    ];

    /// <summary>Global unicast; every other part of IPv6 is special.</summary>
    private static readonly IPNetwork Global6 = IPNetwork.Parse("2000::/3");

    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    public static bool IsPublic(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return !NotPublic.Any(network => network.Contains(address));

        var bytes = address.GetAddressBytes();
        if (address.IsIPv4MappedToIPv6 || Nat64.Contains(address))
            return IsPublic(new IPAddress(bytes.AsSpan(12)));
        // ISATAP, RFC 5214: the interface identifier ::0:5efe:a.b.c.d holds the address of the tunnel's end.
        if (bytes[8] is 0 or 2 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe && !IsPublic(new IPAddress(bytes.AsSpan(12))))
            return false;
        return Global6.Contains(address) && !NotPublic.Any(network => network.Contains(address));
    }
}
