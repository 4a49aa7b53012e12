using System.Net;
using System.Net.Sockets;

namespace Catalog.Api.Hosting;

/// <summary>What counts as one client among addresses: one customer has one address of IPv4 and a whole /64 of IPv6.</summary>
internal static class ClientNetwork
{
    public static string Of(IPAddress? address) => address switch
    {
        null => "",
        { AddressFamily: AddressFamily.InterNetworkV6, IsIPv4MappedToIPv6: false } => Convert.ToHexString(address.GetAddressBytes().AsSpan(0, 8)),
        _ => address.MapToIPv4().ToString(),
    };

    /// <summary>Whether it is the machine itself.</summary>
    public static bool IsLocal(IPAddress? address) => address is not null && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address);
}
