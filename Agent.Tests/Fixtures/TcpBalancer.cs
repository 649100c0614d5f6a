using System.Net;
using System.Net.Sockets;

namespace Agent.Tests.Fixtures;

/// <summary>Stands before copies of a server: each connection goes to the first copy that takes it. On demand, the next answer is lost.</summary>
internal sealed class TcpBalancer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint[] _copies;
    private readonly Task _accepting;
    private Func<Task<bool>>? _loses;

    public TcpBalancer(params IEnumerable<Uri> copies)
    {
        _copies = [.. copies.Select(copy => new IPEndPoint(IPAddress.Loopback, copy.Port))];
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    /// <summary>Asks before every piece of an answer whether it is lost; after the first yes no more.</summary>
    public void LoseAnswerWhen(Func<Task<bool>> loses) => Volatile.Write(ref _loses, loses);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var server = await ConnectAsync())
        {
            if (server is null)
            {
                return;
            }

            try
            {
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), AnswerAsync(server.GetStream(), client.GetStream()));
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // One of the two ends has gone.
            }
        }
    }

    private async Task AnswerAsync(NetworkStream server, NetworkStream client)
    {
        var buffer = new byte[16_384];
        while (await server.ReadAsync(buffer, _stop.Token) is var read and > 0)
        {
            if (Volatile.Read(ref _loses) is { } loses && await loses())
            {
                Volatile.Write(ref _loses, null);
                return;
            }

            await client.WriteAsync(buffer.AsMemory(0, read), _stop.Token);
        }
    }

    private async Task<TcpClient?> ConnectAsync()
    {
        foreach (var copy in _copies)
        {
            var server = new TcpClient();
            try
            {
                await server.ConnectAsync(copy, _stop.Token);
                return server;
            }
            catch (SocketException)
            {
                server.Dispose();
            }
        }

        return null;
    }
}
