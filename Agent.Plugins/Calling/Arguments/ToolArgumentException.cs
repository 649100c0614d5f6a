namespace Agent.Plugins.Calling.Arguments;

/// <summary>A refusal because of an argument that the schema does not allow; the text says which, and what was expected.</summary>
internal sealed class ToolArgumentException(string message) : ToolException(message);
