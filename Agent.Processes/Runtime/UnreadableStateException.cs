namespace Agent.Processes.Runtime;

/// <summary>What is stored of a conversation cannot be read back by the code that is here.</summary>
internal sealed class UnreadableStateException(string message, Exception inner) : Exception(message, inner);
