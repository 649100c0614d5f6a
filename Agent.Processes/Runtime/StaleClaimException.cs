namespace Agent.Processes.Runtime;

/// <summary>Another replica owns the conversation, or it was ended: this one commits nothing more.</summary>
internal sealed class StaleClaimException : Exception;
