using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Agent.Benchmarks.Telemetry;

/// <summary>Takes OpenTelemetry's protocol over HTTP and throws it away, in a process of its own, as a collector is. What it costs is not the service's, but it wants the same processors.</summary>
internal sealed class OtlpSink : IAsyncDisposable
{
    /// <summary>The verb that runs it.</summary>
    public const string Verb = "otlp-sink";

    private readonly Process _process;
    private readonly HttpClient _client = new();

    private OtlpSink(Process process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    /// <summary>CPU time it has used since it started.</summary>
    public TimeSpan Cpu
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static async Task<OtlpSink> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "Agent.Benchmarks.dll"), Verb])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            // It takes too few requests to ever be compiled well while it runs.
            Environment = { ["DOTNET_TieredCompilation"] = "0" },
        })!;
        var address = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The stand-in of a collector did not start.");
        return new(process, new(address));
    }

    /// <summary>What the process does: takes all there is, until nobody holds its input any more.</summary>
    public static async Task<int> RunAsync()
    {
        long bytes = 0;
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory }); // which is watched: not wherever it was started
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.MapGet("/bytes", () => Interlocked.Read(ref bytes).ToString(CultureInfo.InvariantCulture));
        app.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            var buffer = new byte[64 * 1024];
            while (await context.Request.Body.ReadAsync(buffer, context.RequestAborted) is > 0 and var read)
            {
                Interlocked.Add(ref bytes, read);
            }

            context.Response.ContentType = "application/x-protobuf";
        });
        await app.StartAsync();
        await Console.Out.WriteLineAsync(app.Urls.First());
        await Console.In.ReadToEndAsync();
        return 0;
    }

    public async Task<long> ReadBytesAsync() => long.Parse(await _client.GetStringAsync(new Uri(Address, "/bytes")), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}
