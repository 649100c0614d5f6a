namespace Agent.Plugins.Mcp.Remote.Configuration;

/// <summary>How far what a tool server says about itself is believed.</summary>
public enum ToolServerTrust
{
    /// <summary>Not at all: every tool of it counts as one that changes something, unless it is configured as reading.</summary>
    Untrusted,

    /// <summary>Its annotations are believed: a tool that says it only reads may be called without approval.</summary>
    Trusted,

    /// <summary>It is our own tool server: it learns for whom a call is made, and repeats nothing that has its idempotency key.</summary>
    Own,
}
