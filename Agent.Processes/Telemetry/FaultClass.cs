namespace Agent.Processes.Telemetry;

/// <summary>What is known of a failure: whether doing the same again may help.</summary>
public enum FaultClass
{
    /// <summary>It passes by itself: something was away, slow or full.</summary>
    Transient,

    /// <summary>The same would fail again, for a cause that is known: a limit, a refusal, a setting.</summary>
    Permanent,

    /// <summary>Nobody has thought of it: somebody should look. The alert AgentFaultUnknown tells them.</summary>
    Unknown,
}
