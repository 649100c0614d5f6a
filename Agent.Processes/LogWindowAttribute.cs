namespace Agent.Processes;

/// <summary>On the type of an <see cref="AppendOnlyLog{T}"/>'s entries: how many of the newest a load brings back, in place of <see cref="AppendOnlyLog{T}.Window"/>.</summary>
/// <param name="entries">At least 1. Each takes a row to be read at the beginning of a turn, if it was stored apart from the others.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct)]
public sealed class LogWindowAttribute(int entries) : Attribute
{
    /// <summary>How many.</summary>
    public int Entries { get; } = Math.Max(1, entries);
}
