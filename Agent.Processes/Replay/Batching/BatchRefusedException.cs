using System.Diagnostics.CodeAnalysis;

namespace Agent.Processes.Replay.Batching;

/// <summary>A provider does not take what it was asked; the message says why, and trying again would not help.</summary>
[SuppressMessage("Design", "CA1032", Justification = "A refusal has a reason.")]
public sealed class BatchRefusedException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the provider does not know what was asked for.</summary>
    public bool IsGone { get; init; }

    /// <summary>Whether it is no provider that refuses, but another program at work on the same run.</summary>
    public bool IsBusy { get; init; }
}
