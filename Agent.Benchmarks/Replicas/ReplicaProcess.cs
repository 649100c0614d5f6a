using System.Diagnostics;
using System.Net.Sockets;
using Agent.Benchmarks.Http;
using Agent.Benchmarks.Service;

namespace Agent.Benchmarks.Replicas;

/// <summary>One real copy of the service, as a process of its own: what a container would run.</summary>
internal sealed class ReplicaProcess : IAsyncDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;

    private ReplicaProcess(Process process, Uri address)
    {
        _process = process;
        Client = new(new SocketsHttpHandler { MaxConnectionsPerServer = 600 }) { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };
    }

    public HttpClient Client { get; }

    /// <summary>CPU time it has used since it started.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Resident memory, in bytes.</summary>
    public long Resident
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts the service on a database and waits until it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended, or did not become ready in time.</exception>
    /// <param name="connectionString">The database.</param>
    /// <param name="settings">More environment variables.</param>
    public static Task<ReplicaProcess> StartAsync(string connectionString, IReadOnlyDictionary<string, string>? settings = null)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Find()}");
        var process = new Process
        {
            StartInfo = new("dotnet")
            {
                ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Agent.Host.dll"), "serve" },
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["ASPNETCORE_URLS"] = address.ToString(),
                    // Here a request from the same machine needs no credential.
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["DOTNET_ENVIRONMENT"] = "Development",
                    ["ConnectionStrings__Agent"] = connectionString,
                    ["Model__Provider"] = "offline",
                    ["Logging__LogLevel__Default"] = "Warning",
                },
            },
        };
        foreach (var (name, value) in settings ?? new Dictionary<string, string>())
        {
            process.StartInfo.Environment[name] = value;
        }

        return StartAsync(process, address);
    }

    /// <summary>Starts a bare endpoint in place of the service.</summary>
    public static Task<ReplicaProcess> StartBareAsync(string connectionString)
    {
        var address = new Uri($"http://127.0.0.1:{LoopbackPort.Find()}");
        return StartAsync(
            new()
            {
                StartInfo = new("dotnet")
                {
                    ArgumentList = { "exec", Path.Combine(AppContext.BaseDirectory, "Agent.Benchmarks.dll"), BareEndpoint.Verb, connectionString, address.ToString() },
                    WorkingDirectory = AppContext.BaseDirectory,
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                },
            },
            address);
    }

    private static async Task<ReplicaProcess> StartAsync(Process process, Uri address)
    {
        // Read and forgotten: a full pipe would stop the service.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var replica = new ReplicaProcess(process, address);
        try
        {
            await replica.UntilReadyAsync();
            return replica;
        }
        catch
        {
            await replica.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        Client.Dispose();
    }

    private async Task UntilReadyAsync()
    {
        var started = Stopwatch.GetTimestamp();
        while (!_process.HasExited && Stopwatch.GetElapsedTime(started) < s_patience)
        {
            try
            {
                using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (answer.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception exception) when (exception is HttpRequestException or SocketException)
            {
                // Not listening yet.
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        throw new InvalidOperationException($"The service did not start within {s_patience}.");
    }
}
