namespace Agent.Plugins.Calling;

/// <summary>A tool was called without the context that says for whom: a fault of the code that built the kernel, which no model can mend.</summary>
internal sealed class ToolContextException(string message) : InvalidOperationException(message);
