using System.Diagnostics;
using System.Net.Sockets;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Faults.Replicas;

/// <summary>One replica: the real service as a process of its own.</summary>
internal sealed class ReplicaProcess : IAsyncDisposable
{
    private const int LinesKept = 100;

    /// <summary>Of a log entry with a stack trace.</summary>
    private const int LinesOfAFall = 15;
    private static readonly string[] s_falls = ["ConversationWorker[1003]", "ConversationWorker[1007]"];
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private readonly Process _process;
    private readonly Queue<string> _output = [];
    private readonly ReplicaLog _log;
    private readonly List<string> _fall = [];

    private ReplicaProcess(Process process, Uri address, ReplicaLog log)
    {
        (_process, _log) = (process, log);
        Client = new(new SocketsHttpHandler { ConnectTimeout = s_patience }) { BaseAddress = address, Timeout = s_patience };
    }

    /// <summary>Talks to this replica; gives up on an answer after 5 seconds, as the replica may be paused.</summary>
    public HttpClient Client { get; }

    /// <summary>The last lines it wrote.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join(Environment.NewLine, _output);
            }
        }
    }

    /// <summary>Starts the service that lies beside this program.</summary>
    /// <param name="environment">Environment variables, such as <c>ConnectionStrings__Agent</c>.</param>
    /// <param name="log">Told of turns that fall in it.</param>
    public static ReplicaProcess Start(IReadOnlyDictionary<string, string> environment, ReplicaLog log)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Find()}");
        var start = new ProcessStartInfo("dotnet")
        {
            ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Agent.Host.dll"), "serve" },
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["ASPNETCORE_URLS"] = address.ToString(), ["ASPNETCORE_ENVIRONMENT"] = "Development" },
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = new Process { StartInfo = start };
        var replica = new ReplicaProcess(process, address, log);
        process.OutputDataReceived += replica.Keep;
        process.ErrorDataReceived += replica.Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return replica;
    }

    /// <summary>Waits until it takes requests.</summary>
    /// <returns>False when it has ended before.</returns>
    public async Task<bool> UntilReadyAsync(CancellationToken cancellationToken)
    {
        while (!_process.HasExited)
        {
            try
            {
                using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                if (answer.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (Exception fault) when (fault is HttpRequestException or SocketException or OperationCanceledException)
            {
                // Not listening yet, or not needed any more: the delay below tells.
            }

            await Task.Delay(50, cancellationToken);
        }

        return false;
    }

    /// <summary>Sends a signal, unless it has ended.</summary>
    public void Send(int signal)
    {
        try
        {
            if (!_process.HasExited)
            {
                Signals.Send(_process.Id, signal);
            }
        }
        catch (InvalidOperationException)
        {
            // It has ended and was let go of at this very moment.
        }
    }

    /// <returns>The exit code; 128 and the signal's number for one that was killed.</returns>
    public async Task<int> UntilExitAsync()
    {
        await _process.WaitForExitAsync();
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        TellFall();
        _process.Dispose();
        Client.Dispose();
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Enqueue(line.Data);
            while (_output.Count > LinesKept)
            {
                _output.Dequeue();
            }

            if (Array.Exists(s_falls, fall => line.Data.Contains(fall, StringComparison.Ordinal)))
            {
                TellFall();
                _fall.Add(line.Data);
            }
            else if (_fall.Count > 0)
            {
                _fall.Add(line.Data);
                if (_fall.Count == LinesOfAFall)
                {
                    TellFall();
                }
            }
        }
    }

    private void TellFall()
    {
        lock (_output)
        {
            if (_fall.Count > 0)
            {
                _log.AddFall(string.Join(Environment.NewLine, _fall));
                _fall.Clear();
            }
        }
    }
}
