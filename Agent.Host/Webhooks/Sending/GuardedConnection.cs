using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace Agent.Host.Webhooks.Sending;

/// <summary>
/// Connects to the very addresses it has looked at: a name that resolves to something else a moment later leads nowhere else. One forbidden address among a name's is enough to refuse it.
/// </summary>
internal sealed class GuardedConnection(IOptions<WebhookOptions> options, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
{
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve = resolve ?? Dns.GetHostAddressesAsync;

    public async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var (host, port) = (context.DnsEndPoint.Host, context.DnsEndPoint.Port);
        var addresses = await _resolve(host, cancellationToken);
        if (addresses.Length == 0)
            throw new HttpRequestException($"{host} has no address");
        if (!options.Value.AllowPrivateAddresses && addresses.FirstOrDefault(address => !PublicAddress.Is(address)) is { } forbidden)
            throw new HttpRequestException($"{host} resolves to {forbidden}, where webhooks may not go");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, port, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            // Whatever went wrong, nobody else will close it.
            socket.Dispose();
            throw;
        }
    }
}
