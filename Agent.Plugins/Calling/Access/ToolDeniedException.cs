namespace Agent.Plugins.Calling.Access;

/// <summary>A refusal because of who calls: other arguments would not help.</summary>
internal sealed class ToolDeniedException(string message) : ToolException(message);
