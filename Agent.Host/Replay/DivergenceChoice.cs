namespace Agent.Host.Replay;

/// <summary>What to do when a step asks for something the recording does not have.</summary>
internal enum DivergenceChoice
{
    /// <summary>The nearest thing on record answers.</summary>
    Nearest,

    /// <summary>The conversation's replay ends there.</summary>
    Stop,

    /// <summary>The configured model is asked; tools are never.</summary>
    Ask,
}
