namespace Agent.Plugins.Calling.Resilience;

/// <summary>The system behind a tool gives no answer; that says nothing about the call itself.</summary>
internal sealed class ToolUnavailableException(string message, Exception? innerException = null) : ToolException(message, innerException!);
