namespace Agent.Plugins.Mcp.Serving;

/// <summary>
/// A version of what the tools take and return. The protocol has none of its own: each of ours has an address of its own, stays as it is once it is
/// published, and is served beside the others.
/// </summary>
public enum ToolSchemaVersion
{
    /// <summary>Amounts are dollars with a decimal point, as in the public retail domain and in everything recorded with it.</summary>
    V1 = 1,

    /// <summary>Amounts are whole cents, in members whose names end in <c>_minor</c>; nothing else differs.</summary>
    V2 = 2,
}
