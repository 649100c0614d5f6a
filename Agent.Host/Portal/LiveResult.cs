using System.Text;
using Agent.Host.Api;
using Agent.Processes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Agent.Host.Portal;

/// <summary>
/// Tells open pages that approvals have changed, as server-sent events without content: a page then gets itself again. It ends with its client or the service,
/// and the browser comes back by itself, to any replica.
/// </summary>
internal sealed class LiveResult(IApprovalFeed feed, string tenant) : IResult
{
    private static readonly byte[] Changed = Encoding.UTF8.GetBytes("event: approvals\ndata: {}\n\n");
    private static readonly byte[] Silent = Encoding.UTF8.GetBytes(": still here\n\n");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var heartbeat = services.GetRequiredService<IOptions<ApiOptions>>().Value.Heartbeat;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        var signals = feed.WatchAsync(tenant, ends.Token).GetAsyncEnumerator(ends.Token);
        try
        {
            await WriteAsync(Encoding.UTF8.GetBytes("retry: 2000\n\n"));
            while (true)
            {
                var next = signals.MoveNextAsync().AsTask();
                while (await Task.WhenAny(next, Task.Delay(heartbeat, ends.Token)) != next)
                    await WriteAsync(Silent);
                if (!await next)
                    return;
                await WriteAsync(Changed);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && ends.IsCancellationRequested)
        {
            // The page was left, or the service ends.
        }
        finally
        {
            await ends.CancelAsync();
        }

        async Task WriteAsync(byte[] bytes)
        {
            await httpContext.Response.Body.WriteAsync(bytes, ends.Token);
            await httpContext.Response.Body.FlushAsync(ends.Token);
        }
    }
}
