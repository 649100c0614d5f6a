namespace Agent.Host.Portal.Replays;

/// <summary>A line of a conversation as it was held: what was said, or a tool that was called.</summary>
/// <param name="Role"><c>customer</c>, <c>agent</c>, <c>operator</c> or <c>tool</c>.</param>
/// <param name="Text">What was said; for a tool, its name and arguments.</param>
/// <param name="Turn">The turn, where it is known.</param>
/// <param name="Result">What a tool answered.</param>
public sealed record ReplayedLine(string Role, string Text, string? Turn = null, string? Result = null);
