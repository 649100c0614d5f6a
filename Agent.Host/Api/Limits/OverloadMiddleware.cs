using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Limits;

/// <summary>
/// Tells requests of the API to come back while there are too many, before memory suffers: the answer costs next to nothing, and nothing has been stored.
/// Health checks are no requests of the API, and always get through.
/// </summary>
internal sealed class OverloadMiddleware(RequestDelegate next, IOptions<LimitOptions> options, MemoryGauge memory)
{
    private const string Seconds = "2";
    private readonly int _most = options.Value.MaxConcurrentRequests;
    private readonly double _share = options.Value.MemoryShare;
    private int _underWay;

    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _underWay) > _most || memory.Read() > _share)
            {
                context.Response.Headers.RetryAfter = Seconds;
                await Problems.Overloaded().ExecuteAsync(context);
                return;
            }

            await next(context);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}
