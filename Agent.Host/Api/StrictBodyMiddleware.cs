using System.Text.Unicode;
using Microsoft.AspNetCore.Http.Features;

namespace Agent.Host.Api;

/// <summary>
/// Reads a body once, whole, and refuses one that is too large, is not declared as JSON, or is not UTF-8 from the first byte to the last:
/// the JSON reader looks only at the strings it is asked for.
/// </summary>
internal sealed class StrictBodyMiddleware(RequestDelegate next)
{
    /// <summary>A text just below 64 KB, every character escaped as <c>\uXXXX</c>, and the rest of a request.</summary>
    public const int LargestBody = 512 * 1024;

    /// <summary>Recordings come along with the request that starts their replay.</summary>
    public const int LargestRecordings = 32 * 1024 * 1024;

    public async Task InvokeAsync(HttpContext context)
    {
        var request = context.Request;
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody is not true || request.ContentLength == 0)
        {
            await next(context);
            return;
        }

        if (!request.HasJsonContentType() || !IsUtf8(request))
        {
            await Problems.UnsupportedMediaType().ExecuteAsync(context);
            return;
        }

        if (HttpMethods.IsPost(request.Method) && request.Path == ReplaysApi.Address && context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } largest)
            largest.MaxRequestBodySize = LargestRecordings;
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted); // the server stops it at its largest size with 413
        if (!Utf8.IsValid(body.GetBuffer().AsSpan(0, (int)body.Length)))
        {
            await Problems.MalformedBody("It is not valid UTF-8.").ExecuteAsync(context);
            return;
        }

        body.Position = 0;
        request.Body = body;
        await next(context);
    }

    private static bool IsUtf8(HttpRequest request) =>
        request.GetTypedHeaders().ContentType?.Charset is not { HasValue: true } charset || charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        || charset.Equals("\"utf-8\"", StringComparison.OrdinalIgnoreCase);
}
