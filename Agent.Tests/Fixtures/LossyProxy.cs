using System.Net.Sockets;
using System.Text;
using Npgsql;

namespace Agent.Tests.Fixtures;

/// <summary>
/// Stands between a replica and PostgreSQL. It passes everything on, but the answer to the first request that holds a given text never arrives:
/// the server has done what it was asked, and the connection breaks.
/// </summary>
internal sealed class LossyProxy : IAsyncDisposable
{
    private static readonly byte[] s_ready = [(byte)'Z', 0, 0, 0, 5, (byte)'I'];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("agent-proxy-");
    private readonly CancellationTokenSource _stop = new();
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly UnixDomainSocketEndPoint _server;
    private readonly byte[] _marker;
    private readonly Task _accepting;
    private int _lost;

    public LossyProxy(string connectionString, string marker)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        _server = new(Path.Combine(settings.Host!, $".s.PGSQL.{settings.Port}"));
        _marker = Encoding.UTF8.GetBytes(marker);
        _listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(_folder.FullName, ".s.PGSQL.5432")));
        _listener.Listen();
        ConnectionString = new NpgsqlConnectionStringBuilder(connectionString) { Host = _folder.FullName, Port = 5432 }.ConnectionString;
        _accepting = AcceptAsync();
    }

    public string ConnectionString { get; }

    /// <summary>Whether the answer has been lost.</summary>
    public bool HasLost => Volatile.Read(ref _lost) == 1;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync(_stop.Token));
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var server = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server, _stop.Token);
                var loses = new TaskCompletionSource();
                await Task.WhenAny(
                    PassAsync(client, server, request => Mark(request, loses), _stop.Token),
                    PassAsync(server, client, answer => !loses.Task.IsCompleted || !answer.EndsWith(s_ready), _stop.Token));
            }
            catch (Exception exception) when (exception is OperationCanceledException or SocketException)
            {
                // One of the two ends has gone.
            }
        }
    }

    private bool Mark(ReadOnlySpan<byte> request, TaskCompletionSource loses)
    {
        if (request.IndexOf(_marker) >= 0 && Interlocked.Exchange(ref _lost, 1) == 0)
        {
            loses.SetResult();
        }

        return true;
    }

    private static async Task PassAsync(Socket from, Socket to, Passes passes, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var count && passes(buffer.AsSpan(0, count)))
        {
            await to.SendAsync(buffer.AsMemory(0, count), cancellationToken);
        }
    }

    private delegate bool Passes(ReadOnlySpan<byte> bytes);
}
