using System.Diagnostics;
using Agent.Processes;

namespace Agent.Host.Api;

/// <summary>Gives every request an id, the caller's when it sent a sensible one; the answer, every log line and the request's span carry it.</summary>
internal sealed class RequestIdMiddleware(RequestDelegate next, ILogger<RequestIdMiddleware> logger)
{
    public const string Header = "X-Request-Id";
    private const string Tag = "agent.request_id";
    private const int Longest = 128;

    public async Task InvokeAsync(HttpContext context)
    {
        var id = context.Request.Headers[Header] is [{ Length: > 0 and <= Longest } given] && given.All(c => c is > ' ' and <= '~')
            ? given : Guid.NewGuid().ToString("N");
        context.TraceIdentifier = id;
        RequestOrigin.Id = id;
        Activity.Current?.SetTag(Tag, id);
        context.Response.OnStarting(static state =>
        {
            var http = (HttpContext)state;
            http.Response.Headers[Header] = http.TraceIdentifier;
            return Task.CompletedTask;
        }, context);
        using (logger.BeginScope(new Dictionary<string, object> { ["RequestId"] = id }))
            await next(context);
    }
}
