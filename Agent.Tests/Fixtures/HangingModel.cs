using System.Net;
using System.Net.Sockets;

namespace Agent.Tests.Fixtures;

/// <summary>A model server that takes requests and never answers: a model that thinks for ever.</summary>
internal sealed class HangingModel : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<TcpClient> _clients = [];

    public HangingModel()
    {
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Completes when the first request has arrived.</summary>
    public Task Asked => _asked.Task;

    /// <summary>What a service needs to use it.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["Model__Provider"] = "openai",
        ["Model__BaseAddress"] = $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/v1",
        ["OPENAI_API_KEY"] = "none",
    };

    /// <summary>Breaks off all answers it owes: whoever waits wakes up.</summary>
    public void HangUp()
    {
        lock (_clients)
        {
            _clients.ForEach(client => client.Dispose());
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        HangUp();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync();
                lock (_clients)
                {
                    _clients.Add(client);
                }

                if (await client.GetStream().ReadAsync(new byte[1]) > 0)
                {
                    _asked.TrySetResult();
                }
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or IOException)
        {
            // Disposed.
        }
    }
}
