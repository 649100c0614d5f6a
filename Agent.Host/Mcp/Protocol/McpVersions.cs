namespace Agent.Host.Mcp.Protocol;

/// <summary>The revisions of the protocol that are served.</summary>
internal static class McpVersions
{
    /// <summary>The current one: no sessions, every request speaks for itself.</summary>
    public const string Modern = "2026-07-28";

    /// <summary>What a client of the older kind means that names no revision after the handshake.</summary>
    public const string Unnamed = "2025-03-26";

    /// <summary>The older ones, which begin with a handshake, newest first.</summary>
    public static IReadOnlyList<string> Legacy { get; } = ["2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"];

    /// <summary>All of them, newest first.</summary>
    public static IReadOnlyList<string> All { get; } = [Modern, .. Legacy];
}
