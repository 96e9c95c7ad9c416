using System.Net;
using System.Net.Sockets;

namespace McpContextBrowser.Core.Embedding.Providers;

/// <summary>
/// Which addresses may be connected to, decided on what DNS answered and on exactly those addresses that are then used, so that a
/// name cannot be vetted as one host and connected as another.
/// </summary>
internal static class AddressGuard
{
    /// <summary>Services that tell a cloud machine's own credentials to whoever asks from inside it.</summary>
    private static readonly IPAddress[] MetadataAddresses =
    [
        IPAddress.Parse("100.100.100.200"), // Alibaba
        IPAddress.Parse("168.63.129.16"), // Azure
        IPAddress.Parse("192.0.0.192"), // Oracle
        IPAddress.Parse("fd20:ce::254"), // Google
    ];

    /// <summary>The addresses of an endpoint, all of them vetted.</summary>
    /// <param name="endpoint">Plain HTTP, and a name of this machine, allow loopback only; every other name never loopback.</param>
    /// <param name="resolve">Asks DNS; given for tests.</param>
    /// <exception cref="AttemptFailure"><see cref="FailureKind.Blocked"/>: one answer is forbidden, which taints the others.</exception>
    public static async Task<IPAddress[]> ResolveAsync(
        EndpointOptions endpoint, Func<string, CancellationToken, Task<IPAddress[]>> resolve, CancellationToken cancellationToken)
    {
        var host = endpoint.BaseUrl.DnsSafeHost;
        var addresses = IPAddress.TryParse(host, out var literal) ? [literal] : await resolve(host, cancellationToken).ConfigureAwait(false);
        var loopbackOnly = endpoint.NamesLoopback || endpoint.BaseUrl.Scheme == "http";
        foreach (var address in addresses)
        {
            var plain = Unwrap(address);
            if (IPAddress.IsLoopback(plain) != loopbackOnly || IsForbidden(plain))
            {
                throw new AttemptFailure(FailureKind.Blocked, $"has the address {plain}, which may not be connected to") { IsFree = true };
            }
        }

        return addresses;
    }

    /// <summary>Link-local (with the usual metadata address 169.254.169.254), metadata, multicast, unspecified and broadcast addresses.</summary>
    internal static bool IsForbidden(IPAddress address)
    {
        if (MetadataAddresses.Contains(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
        {
            return true;
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            return address.GetAddressBytes() is
                [0xfd, 0x00, 0x0e, 0xc2, ..] // AWS keeps its services there, metadata among them
                or [0x20, 0x01, 0, 0, ..] // Teredo: leads to whatever IPv4 address it wraps
                or [0, 0x64, 0xff, 0x9b, 0, 1, ..] // NAT64 of a local network, the same
                || address.IsIPv6LinkLocal || address.IsIPv6Multicast || address.IsIPv6SiteLocal;
        }

        var bytes = address.GetAddressBytes();
        return bytes is [0, ..] or [169, 254, ..] or [>= 224, ..];
    }

    /// <summary>Without the zone of an IPv6 address, and the IPv4 address that an IPv6 address stands for: mapped (::ffff:0:0/96), NAT64 (64:ff9b::/96) or 6to4 (2002::/16).</summary>
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        return bytes switch
        {
            [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, ..] => new IPAddress(bytes.AsSpan(12, 4)),
            [0x20, 0x02, ..] => new IPAddress(bytes.AsSpan(2, 4)),
            _ => new IPAddress(bytes),
        };
    }
}
