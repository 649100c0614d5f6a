using System.Text;
using Agent.Host.Api;
using Agent.Host.Replay.Jobs;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Agent.Host.Portal.Replays;

/// <summary>
/// Tells a page that a replay got on, at most twice a second: its replicas save results far more often than anybody can read them. Here its figures are looked at,
/// which costs two reads by key however large it is. The stream ends with the replay.
/// </summary>
internal sealed class ReplayStreamResult(IReplayJobs jobs, string tenant, string id) : IResult
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var services = httpContext.RequestServices;
        var (clock, heartbeat) = (services.GetRequiredService<TimeProvider>(), services.GetRequiredService<IOptions<ApiOptions>>().Value.Heartbeat);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(
            httpContext.RequestAborted, services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping);
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await WriteAsync("retry: 2000\n\n");
            (long Done, BatchProgress? Batches) told = (-1, null);
            var toldAt = clock.GetTimestamp();
            while (await jobs.FindAsync(tenant, id, ends.Token) is { } job)
            {
                var isRunning = job.Run.Status == ReplayRunStatus.Running;
                var standing = (job.Progress.Done, job.Batches);
                if (standing != told || !isRunning)
                    (told, toldAt) = (standing, await TellAsync());
                else if (clock.GetElapsedTime(toldAt) > heartbeat)
                    toldAt = await StayAsync();
                if (!isRunning)
                    return;
                await Task.Delay(s_pause, clock, ends.Token);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException && ends.IsCancellationRequested)
        {
            // The page was left, or the service ends.
        }

        async Task<long> TellAsync()
        {
            await WriteAsync("event: replay\ndata: {}\n\n");
            return clock.GetTimestamp();
        }

        async Task<long> StayAsync()
        {
            await WriteAsync(": still here\n\n");
            return clock.GetTimestamp();
        }

        async Task WriteAsync(string text)
        {
            await httpContext.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ends.Token);
            await httpContext.Response.Body.FlushAsync(ends.Token);
        }
    }
}
