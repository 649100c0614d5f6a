using System.Buffers;
using System.Text;
using System.Text.Json;
using Agent.Processes;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api;

/// <summary>
/// Writes a conversation's events as server-sent events: numbered, so that a client can resume, and with comments while nothing happens, so that
/// proxies keep the connection. It ends with its source, its client or the service; none of them disturbs the turn that runs.
/// </summary>
internal sealed class EventStreamResult(IAsyncEnumerable<ConversationEvent> events) : IResult
{
    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var stopping = httpContext.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        var heartbeat = httpContext.RequestServices.GetRequiredService<IOptions<ApiOptions>>().Value.Heartbeat;
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
        httpContext.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        httpContext.Response.ContentType = "text/event-stream";
        httpContext.Response.Headers.CacheControl = "no-cache,no-store";
        httpContext.Response.Headers["X-Accel-Buffering"] = "no"; // nginx would hold the events back
        try
        {
            await WriteTextAsync("retry: 2000\n\n");
            await using var source = events.GetAsyncEnumerator(ends.Token);
            while (await NextAsync(source))
                await WriteAsync(source.Current);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The client left, or the service ends; the client resumes behind the last number it saw.
        }

        async Task<bool> NextAsync(IAsyncEnumerator<ConversationEvent> source)
        {
            var next = source.MoveNextAsync().AsTask();
            try
            {
                while (!next.IsCompleted && !await IsOverWithinAsync(next, heartbeat, ends.Token))
                    await WriteTextAsync(": still here\n\n");
            }
            catch (Exception)
            {
                // The enumerator must not be disposed while it is moving.
                await ends.CancelAsync();
                await next.ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
                throw;
            }

            return await next;
        }

        async Task WriteTextAsync(string text)
        {
            await httpContext.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), ends.Token);
            await httpContext.Response.Body.FlushAsync(ends.Token);
        }

        async Task WriteAsync(ConversationEvent item)
        {
            var buffer = new ArrayBufferWriter<byte>(512);
            Write(buffer, item);
            await httpContext.Response.Body.WriteAsync(buffer.WrittenMemory, ends.Token);
            await httpContext.Response.Body.FlushAsync(ends.Token);
        }
    }

    private static async Task<bool> IsOverWithinAsync(Task task, TimeSpan time, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(time, cancellationToken);
            return true;
        }
        catch (TimeoutException)
        {
            return task.IsCompleted;
        }
    }

    /// <summary>One event. Its data is one line: JSON without line breaks.</summary>
    internal static void Write(IBufferWriter<byte> buffer, ConversationEvent item)
    {
        if (item.Number is { } number)
            Encoding.UTF8.GetBytes($"id: {number}\n", buffer);
        Encoding.UTF8.GetBytes($"event: {item.Type}\ndata: ", buffer);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("turnId", TurnIds.Format(item.Turn));
            json.WriteString("at", item.At);
            if (item.RequestId is { } request)
                json.WriteString("requestId", request);
            foreach (var member in item.Data.EnumerateObject().Where(member => !member.NameEquals("turnId") && !member.NameEquals("at") && !member.NameEquals("requestId")))
                member.WriteTo(json);
            json.WriteEndObject();
        }

        Encoding.UTF8.GetBytes("\n\n", buffer);
    }
}
