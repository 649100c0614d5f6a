using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Fixtures.Otlp;

/// <summary>Stands in for a collector: takes OpenTelemetry's protocol over HTTP with protobuf, and over gRPC.</summary>
internal sealed class OtlpCollector : IAsyncDisposable
{
    private readonly WebApplication _app;

    private OtlpCollector(WebApplication app) => _app = app;

    public ConcurrentBag<CollectedSpan> Spans { get; } = [];

    public ConcurrentBag<CollectedPoint> Points { get; } = [];

    public ConcurrentBag<CollectedLog> Logs { get; } = [];

    /// <summary>The root for HTTP with protobuf.</summary>
    public string Http => _app.Urls.First();

    /// <summary>The root for gRPC.</summary>
    public string Grpc => _app.Urls.Last();

    public static async Task<OtlpCollector> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http1);
            kestrel.Listen(System.Net.IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2);
        });
        var collector = new OtlpCollector(builder.Build());
        collector._app.Run(collector.TakeAsync);
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync() => await _app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await using (var body = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(context.Request.Body, CompressionMode.Decompress) : context.Request.Body)
        {
            await body.CopyToAsync(buffer, context.RequestAborted);
        }

        var isGrpc = context.Request.ContentType?.StartsWith("application/grpc", StringComparison.Ordinal) == true;
        ReadOnlyMemory<byte> message = buffer.ToArray();
        // gRPC: one byte whether it is compressed, four of length.
        var request = new Wire(isGrpc ? message.Slice(5, (int)BinaryPrimitives.ReadUInt32BigEndian(message.Span[1..])) : message);
        Keep(context.Request.Path.Value!, request);
        if (!isGrpc)
        {
            context.Response.ContentType = "application/x-protobuf";
            return;
        }

        context.Response.ContentType = "application/grpc";
        context.Response.DeclareTrailer("grpc-status");
        await context.Response.Body.WriteAsync(new byte[5], context.RequestAborted);
        context.Response.AppendTrailer("grpc-status", "0");
    }

    private void Keep(string path, Wire request)
    {
        switch (path)
        {
            case "/v1/traces" or "/opentelemetry.proto.collector.trace.v1.TraceService/Export":
                OtlpReader.Spans(request).ToList().ForEach(Spans.Add);
                break;
            case "/v1/metrics" or "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export":
                OtlpReader.Points(request).ToList().ForEach(Points.Add);
                break;
            case "/v1/logs" or "/opentelemetry.proto.collector.logs.v1.LogsService/Export":
                OtlpReader.Logs(request).ToList().ForEach(Logs.Add);
                break;
            default:
                throw new InvalidDataException($"Nothing is expected at {path}.");
        }
    }
}
