using System.Security.Cryptography;
using System.Text;
using Agent.Host.Security;
using Agent.Processes;
using Microsoft.Extensions.Options;

namespace Agent.Host.Api.Idempotency;

/// <summary>
/// Answers a POST with an <c>Idempotency-Key</c> once: whoever repeats it, on whatever replica, gets the stored answer. A request without a key passes by
/// untouched. A message is not for us: its key is stored with the message itself.
/// </summary>
/// <remarks>
/// An answer that says "not now" or "our fault" is not kept: the next attempt is to have a chance. A replica that is killed in the middle leaves the key
/// for a minute; then the request is carried out by whoever repeats it.
/// </remarks>
internal sealed class IdempotencyMiddleware(RequestDelegate next, AnswerStore store, IOptions<ApiOptions> options, TimeProvider clock)
{
    public const string Header = "Idempotency-Key";
    public const string RepeatedHeader = "Idempotency-Replayed";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    public static bool Concerns(HttpContext context) =>
        HttpMethods.IsPost(context.Request.Method) && context.Request.Headers.ContainsKey(Header) && context.Request.Path.StartsWithSegments(AgentApi.Root)
        && context.GetEndpoint() is { } endpoint && endpoint.Metadata.GetMetadata<OwnIdempotency>() is null;

    public async Task InvokeAsync(HttpContext context)
    {
        if (RequestChecks.Key(context.Request.Headers[Header]) is { } problem)
        {
            await problem.ExecuteAsync(context);
            return;
        }

        var caller = context.Features.Get<Caller>()!; // CallerMiddleware has let nobody pass without one
        var key = new AnswerKey(caller.Tenant, caller.UniqueId, context.Request.Headers[Header].ToString(), await DigestAsync(context.Request));
        var token = Guid.NewGuid();
        var (state, answer, reserved) = await TakeAsync(key, token, context.RequestAborted);
        switch (state)
        {
            case AnswerState.Ours:
                context.Features.Set(new ReservedId(reserved!));
                await CarryOutAsync(context, key, token);
                break;
            case AnswerState.Answered:
                context.Response.Headers[RepeatedHeader] = "true";
                await WriteAsync(context.Response, answer!);
                break;
            case AnswerState.Reused:
                await Problems.KeyReused().ExecuteAsync(context);
                break;
            default:
                context.Response.Headers.RetryAfter = "1";
                await Problems.KeyInUse().ExecuteAsync(context);
                break;
        }
    }

    /// <summary>While somebody else carries the request out, waits for the answer.</summary>
    private async Task<(AnswerState State, StoredAnswer? Answer, string? Reserved)> TakeAsync(AnswerKey key, Guid token, CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            var found = await store.TakeAsync(key, token, ConversationIds.New(clock.GetUtcNow()), cancellationToken);
            if (found.State is not AnswerState.Running || clock.GetElapsedTime(began) >= options.Value.RepeatPatience)
                return found;
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }

    private async Task CarryOutAsync(HttpContext context, AnswerKey key, Guid token)
    {
        var response = context.Response;
        var wire = response.Body;
        using var body = new MemoryStream();
        response.Body = body;
        StoredAnswer answer;
        try
        {
            await next(context);
            answer = new(response.StatusCode, response.ContentType, response.Headers.Location, body.ToArray(), ConversationOf(context));
            // Nobody's disconnect undoes what was done: the answer is kept for the client that comes again.
            await (IsKept(answer.Status) ? store.KeepAsync(key, token, answer, CancellationToken.None)
                : answer.Status >= StatusCodes.Status500InternalServerError ? store.HandOnAsync(key, token, CancellationToken.None)
                : store.LetGoAsync(key, token, CancellationToken.None));
        }
        catch (Exception)
        {
            await store.HandOnAsync(key, token, CancellationToken.None); // it may have been done all the same
            throw;
        }
        finally
        {
            response.Body = wire;
        }

        await WriteBodyAsync(response, answer);
    }

    private static string? ConversationOf(HttpContext context) =>
        context.Request.Path.StartsWithSegments($"{AgentApi.Root}/conversations") ? context.GetRouteValue("id") as string : null;

    private static bool IsKept(int status) => status is < 500 and not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status429TooManyRequests);

    private static async Task WriteAsync(HttpResponse response, StoredAnswer answer)
    {
        response.StatusCode = answer.Status;
        response.ContentType = answer.ContentType;
        if (answer.Location is { } location)
            response.Headers.Location = location;
        await WriteBodyAsync(response, answer);
    }

    // An answer without a body is left alone: an error of routing gets its words further out.
    private static async Task WriteBodyAsync(HttpResponse response, StoredAnswer answer)
    {
        if (answer.Body.Length == 0)
            return;
        response.ContentLength = answer.Body.Length;
        await response.Body.WriteAsync(answer.Body, response.HttpContext.RequestAborted);
    }

    private static async Task<byte[]> DigestAsync(HttpRequest request)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}{request.QueryString}\n"));
        // StrictBodyMiddleware has read a body into memory; where there is none, there is nothing to rewind.
        if (request.Body is MemoryStream body)
        {
            hash.AppendData(await ReadAsync(body, request.HttpContext.RequestAborted));
            body.Position = 0;
        }

        return hash.GetHashAndReset();
    }

    private static async Task<byte[]> ReadAsync(MemoryStream body, CancellationToken cancellationToken)
    {
        var bytes = new byte[body.Length];
        await body.ReadExactlyAsync(bytes, cancellationToken);
        return bytes;
    }
}
