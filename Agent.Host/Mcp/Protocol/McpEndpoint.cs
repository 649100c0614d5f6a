using System.Text.Json;
using Agent.Host.Mcp.Access;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Agent.Host.Mcp.Protocol;

/// <summary>
/// One address of the tool server: reads a message, looks it over, and hands it to a server that lives as long as the request. Both generations of the
/// protocol are served here, told apart by what a request says about itself.
/// </summary>
internal sealed class McpEndpoint(
    IOptionsFactory<McpServerOptions> serverOptions, IOptions<McpOptions> options, McpOrigins origins, ToolGate gate, McpSessions sessions,
    IHostApplicationLifetime lifetime, TimeProvider clock, ILoggerFactory loggers)
{
    private const string Json = "application/json";
    private const string Events = "text/event-stream";

    /// <summary>Takes a POST.</summary>
    public async Task PostAsync(HttpContext context)
    {
        if (await FindRefusalAsync(context) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        var (body, unreadable) = await McpBody.ReadAsync(context.Request, context.RequestAborted);
        if (body is null)
        {
            await unreadable!.WriteAsync(context);
            return;
        }

        if (McpEnvelope.Read(context.Request.Headers, body, out var envelope) is { } faulty)
        {
            await (faulty with { Id = body.Id }).WriteAsync(context);
            return;
        }

        body.Message.Context = new() { User = context.User, ProtocolVersion = envelope.Version };
        var server = CreateOptions(context);
        if (await CheckAsync(context, body, envelope, server) is { } wrong)
        {
            await (wrong with { Id = body.Id }).WriteAsync(context);
            return;
        }

        if (envelope.IsModern || !options.Value.LegacySessions || !await TryServeSessionAsync(context, body, server))
            await ServeAsync(context, body, envelope, server);
    }

    /// <summary>Takes a GET: the stream of a session, and otherwise nothing.</summary>
    public async Task GetAsync(HttpContext context)
    {
        if (await FindRefusalAsync(context, needsJson: false) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        if (!options.Value.LegacySessions || !context.Request.Headers.ContainsKey(McpSessions.Header))
        {
            await NotAllowedAsync(context);
            return;
        }

        if (sessions.Find(context, out var session) is { } unknown)
        {
            await unknown.WriteAsync(context);
            return;
        }

        StartStream(context);
        await using var body = KeepAlive(context);
        await session!.ListenAsync(body, context.RequestAborted);
    }

    /// <summary>Takes a DELETE: the end of a session.</summary>
    public async Task DeleteAsync(HttpContext context)
    {
        if (await FindRefusalAsync(context, needsJson: null) is { } refusal)
        {
            await refusal.WriteAsync(context);
            return;
        }

        if (!options.Value.LegacySessions || !context.Request.Headers.ContainsKey(McpSessions.Header))
        {
            await NotAllowedAsync(context);
            return;
        }

        if (sessions.Find(context, out var session) is { } unknown)
        {
            await unknown.WriteAsync(context);
            return;
        }

        await sessions.EndAsync(session!);
        context.Response.StatusCode = StatusCodes.Status204NoContent;
    }

    /// <summary>What can be said without reading the body.</summary>
    private async ValueTask<McpRefusal?> FindRefusalAsync(HttpContext context, bool? needsJson = true)
    {
        if (origins.Check(context) is { } refusal)
            return refusal;
        if (await gate.EnterAsync(context) is { } closed)
            return closed;
        if (needsJson is not { } json)
            return null;
        var accepted = context.Request.GetTypedHeaders().Accept;
        return Accepts(accepted, Events) && (!json || Accepts(accepted, Json)) ? null
            : new(StatusCodes.Status406NotAcceptable, McpRefusal.Transport, json ? $"The client must accept both {Json} and {Events}." : $"The client must accept {Events}.");
    }

    private async ValueTask<McpRefusal?> CheckAsync(HttpContext context, McpBody body, McpEnvelope envelope, McpServerOptions server)
    {
        if (envelope.IsModern && (McpHeaders.Check(context.Request.Headers, body) ?? CheckParameters(context, body, server)) is { } mismatch)
            return mismatch;
        if (body.Message is not (JsonRpcRequest or JsonRpcNotification) && !context.Request.Headers.ContainsKey(McpSessions.Header))
            return McpRefusal.BadRequest(McpRefusal.InvalidRequest, "This server asked nothing that could be answered.");
        return await gate.CheckAsync(context, body);
    }

    private static McpRefusal? CheckParameters(HttpContext context, McpBody body, McpServerOptions server) =>
        body is { Method: RequestMethods.ToolsCall, Params: { } call } && call.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String
        && server.ToolCollection?.TryGetPrimitive(name.GetString()!, out var tool) is true
            ? McpHeaders.CheckParameters(context.Request.Headers, call.TryGetProperty("arguments", out var arguments) ? arguments : null, tool.ProtocolTool.InputSchema)
            : null;

    private async Task ServeAsync(HttpContext context, McpBody body, McpEnvelope envelope, McpServerOptions created)
    {
        // A client of the older kind that goes away has not cancelled anything; one of the newer kind has.
        var ended = envelope.IsModern ? context.RequestAborted : lifetime.ApplicationStopping;
        await using var transport = new StreamableHttpServerTransport(loggers) { Stateless = true, FlowExecutionContextFromRequests = true };
        await using var server = McpServer.Create(transport, created, loggers, context.RequestServices);
        _ = server.RunAsync(ended);
        StartStream(context);
        await AnswerAsync(context, transport, body.Message, ended);
    }

    private async ValueTask<bool> TryServeSessionAsync(HttpContext context, McpBody body, McpServerOptions created)
    {
        if (body.Method == RequestMethods.Initialize)
        {
            if (sessions.Open(context, created) is not { } opened)
            {
                await (new McpRefusal(StatusCodes.Status503ServiceUnavailable, McpRefusal.Transport, "There are too many sessions.") with { Id = body.Id }).WriteAsync(context);
                return true;
            }

            StartStream(context);
            await AnswerAsync(context, opened.Transport, body.Message, opened.Ended);
            return true;
        }

        if (!context.Request.Headers.ContainsKey(McpSessions.Header))
            return false;
        if (sessions.Find(context, out var session) is { } unknown)
        {
            await (unknown with { Id = body.Id }).WriteAsync(context);
            return true;
        }

        if (!context.Request.Headers.ContainsKey(McpEnvelope.VersionHeader))
            body.Message.Context!.ProtocolVersion = null; // the handshake has settled it
        using var use = session!.Use();
        StartStream(context);
        await AnswerAsync(context, session.Transport, body.Message, session.Ended);
        return true;
    }

    private async Task AnswerAsync(HttpContext context, StreamableHttpServerTransport transport, JsonRpcMessage message, CancellationToken cancellationToken)
    {
        try
        {
            await using var body = KeepAlive(context);
            var isWritten = await transport.HandlePostRequestAsync(message, body, first =>
            {
                if (!context.Response.HasStarted) // after a comment the status is out; what takes that long is no refusal
                    context.Response.StatusCode = StatusOf(first);
                return ValueTask.CompletedTask;
            }, cancellationToken);
            if (isWritten || context.Response.HasStarted)
                return;
            context.Response.Headers.ContentType = default;
            context.Response.StatusCode = StatusCodes.Status202Accepted;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            context.Abort(); // the client is gone, or this process is about to be
        }
    }

    private McpServerOptions CreateOptions(HttpContext context)
    {
        var created = serverOptions.Create(Options.DefaultName);
        created.ScopeRequests = false; // the request's services are scoped already
        gate.Configure(context, created);
        return created;
    }

    // Once the stream has begun the status stays as it is, so it follows the first message: an answer at once, or a piece of news before it.
    private static int StatusOf(JsonRpcMessage? message) => message is not JsonRpcError { Error.Code: var code } ? StatusCodes.Status200OK : (McpErrorCode)code switch
    {
        McpErrorCode.MethodNotFound => StatusCodes.Status404NotFound,
        McpErrorCode.UnsupportedProtocolVersion or McpErrorCode.MissingRequiredClientCapability or McpErrorCode.HeaderMismatch => StatusCodes.Status400BadRequest,
        _ => StatusCodes.Status200OK,
    };

    private static void StartStream(HttpContext context)
    {
        context.Response.ContentType = Events;
        context.Response.Headers.CacheControl = "no-cache,no-store";
        context.Response.Headers["X-Accel-Buffering"] = "no";
        context.Features.GetRequiredFeature<IHttpResponseBodyFeature>().DisableBuffering();
    }

    private KeptAliveStream KeepAlive(HttpContext context) => new(context.Response.Body, options.Value.KeepAlive, clock);

    private static Task NotAllowedAsync(HttpContext context)
    {
        context.Response.Headers.Allow = HttpMethods.Post;
        return new McpRefusal(StatusCodes.Status405MethodNotAllowed, McpRefusal.Transport, "Send each message by POST.").WriteAsync(context);
    }

    private static bool Accepts(IList<MediaTypeHeaderValue> accepted, string type)
    {
        var wanted = new MediaTypeHeaderValue(type);
        return accepted.Any(offer => wanted.IsSubsetOf(offer) && offer.Quality is not 0);
    }
}
