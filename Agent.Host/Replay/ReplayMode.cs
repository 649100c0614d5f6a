namespace Agent.Host.Replay;

/// <summary>How conversations are replayed.</summary>
internal enum ReplayMode
{
    /// <summary>From our own record, step by step: is the engine deterministic?</summary>
    Exact,

    /// <summary>With recorded answers and results: which decision changes under this prompt, policy or code?</summary>
    Decisions,

    /// <summary>Only the policies judge again, on the facts that were looked up then: the blast radius of a changed file.</summary>
    Policies,

    /// <summary>Recorded tool calls made again in a scratch shop: do the tools still do what they did?</summary>
    Effects,

    /// <summary>The customer's side held anew, with models asked and tools called in a scratch shop: how does another model or prompt behave?</summary>
    Live,
}
