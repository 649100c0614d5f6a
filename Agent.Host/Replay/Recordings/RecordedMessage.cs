namespace Agent.Host.Replay.Recordings;

/// <summary>One message of a recording. The results of tools stand with their calls.</summary>
/// <param name="Role"><see cref="User"/> or <see cref="Assistant"/>.</param>
/// <param name="Text">What was said; empty when only tools were called.</param>
/// <param name="Calls">The tools that were called.</param>
internal sealed record RecordedMessage(string Role, string Text, IReadOnlyList<RecordedToolCall> Calls)
{
    public const string User = "user";
    public const string Assistant = "assistant";
    public const string Tool = "tool";
    public const string System = "system";
}
