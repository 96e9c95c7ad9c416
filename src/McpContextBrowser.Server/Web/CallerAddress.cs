using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Http;

namespace McpContextBrowser.Server.Web;

/// <summary>Where a request came from, and how addresses are counted.</summary>
internal static class CallerAddress
{
    /// <summary>The peer; behind trusted proxies the last address in <c>X-Forwarded-For</c> that is not one of theirs.</summary>
    public static IPAddress Of(HttpContext context, IReadOnlyList<IPAddress> trusted)
    {
        var address = Plain(context.Connection.RemoteIpAddress ?? IPAddress.None);
        var forwarded = string.Join(',', context.Request.Headers["X-Forwarded-For"].ToArray()).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (var i = forwarded.Length - 1; i >= 0 && trusted.Contains(address) && IPAddress.TryParse(forwarded[i], out var before); i--)
        {
            address = Plain(before);
        }

        return address;
    }

    /// <summary>An IPv6 network of 64 bits counts as one, since every host may choose among its addresses.</summary>
    public static string Key(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return $"{new IPAddress(bytes)}/64";
    }

    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
