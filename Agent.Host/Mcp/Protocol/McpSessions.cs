using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Agent.Host.Mcp.Protocol;

/// <summary>The sessions of clients that speak the older protocol, where sessions are switched on. They live in this process and end with it.</summary>
internal sealed class McpSessions(IOptions<McpOptions> options, TimeProvider clock, ILoggerFactory loggers, IServiceProvider services) : BackgroundService
{
    public const string Header = "Mcp-Session-Id";
    private const int SessionNotFound = -32001; // no code of the standard, but what the other implementations answer
    private readonly ConcurrentDictionary<string, McpSession> _sessions = new(StringComparer.Ordinal);

    /// <summary>Opens a session for whoever sent this request, and names it in the answer.</summary>
    /// <returns>Null when there are too many.</returns>
    public McpSession? Open(HttpContext context, McpServerOptions serverOptions)
    {
        if (_sessions.Count >= options.Value.MostSessions)
            return null;
        var id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
        var transport = new StreamableHttpServerTransport(loggers) { SessionId = id, FlowExecutionContextFromRequests = true };
        serverOptions.ScopeRequests = true; // it outlives the request
        var server = McpServer.Create(transport, serverOptions, loggers, services);
        var session = new McpSession(id, McpSession.OwnerOf(context.User), transport, server, clock);
        _sessions[id] = session;
        session.Start();
        context.Response.Headers[Header] = id;
        return session;
    }

    /// <summary>The session a request names.</summary>
    /// <returns>Why it has none; null when it has.</returns>
    public McpRefusal? Find(HttpContext context, out McpSession? session)
    {
        // Somebody else's session is as unknown as one that never was.
        if (context.Request.Headers[Header] is [{ } id] && _sessions.TryGetValue(id, out session) && session.Owner == McpSession.OwnerOf(context.User))
            return null;
        session = null;
        return new(StatusCodes.Status404NotFound, SessionNotFound, "There is no such session; begin a new one.");
    }

    public async ValueTask EndAsync(McpSession session)
    {
        if (_sessions.TryRemove(session.Id, out _))
            await session.DisposeAsync();
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        foreach (var session in _sessions.Values)
            await EndAsync(session);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!options.Value.LegacySessions)
            return;
        using var timer = new PeriodicTimer(options.Value.SessionIdle / 2, clock);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            foreach (var session in _sessions.Values.Where(session => session.IsUnused(options.Value.SessionIdle)))
                await EndAsync(session);
        }
    }
}
