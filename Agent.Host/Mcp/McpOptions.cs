using System.ComponentModel.DataAnnotations;

namespace Agent.Host.Mcp;

/// <summary>How the tools are served over MCP.</summary>
public sealed class McpOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Mcp";

    /// <summary>Whether <c>serve</c> offers the tools at <c>/mcp</c> beside its own API. The verb <c>tools</c> always does. Default: no.</summary>
    public bool Serve { get; set; }

    /// <summary>
    /// Host names by which this server may be called, without ports; <c>*</c> for any. Default: none, which means only names of this machine for a request
    /// that comes to a loopback address (a web page that made its own name point here is thus turned away), and any name for other requests.
    /// </summary>
    public IList<string> AllowedHosts { get; } = [];

    /// <summary>Origins of web pages that may call, such as <c>https://inspector.example</c>. Pages of this server's own origin always may. Default: none.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>
    /// The address clients know this server by, such as <c>https://tools.example/mcp</c>: what access tokens must be meant for, and what the metadata
    /// say. Default: the address a request came to.
    /// </summary>
    public Uri? Resource { get; set; }

    /// <summary>
    /// The key by which our own services show who they are, such as <c>serve</c> with <c>Tools:Mode=mcp</c>: they act for whichever tenant and customer a
    /// call names, so it opens everything. At least 32 characters. Default: none, and nobody gets in that way.
    /// </summary>
    public string ServiceKey { get; set; } = "";

    /// <summary>
    /// Whether a client of the older revision (2025-11-25 and before) gets a session. Only tools that ask the client something need one, and no tool of ours
    /// does; a session lives in one process, so behind a balancer its requests must find the way back. Default: no.
    /// </summary>
    public bool LegacySessions { get; set; }

    /// <summary>How long a session of the older revision may be unused. Default: 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SessionIdle { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The most sessions at once. Default: 1000.</summary>
    [Range(1, 1_000_000)]
    public int MostSessions { get; set; } = 1_000;

    /// <summary>How often an event stream that has nothing to say says so, for the sake of proxies in between. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "01:00:00")]
    public TimeSpan KeepAlive { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may keep the list of tools. Default: 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "1.00:00:00")]
    public TimeSpan ListLifetime { get; set; } = TimeSpan.FromMinutes(1);
}
