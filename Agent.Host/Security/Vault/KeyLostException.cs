namespace Agent.Host.Security.Vault;

/// <summary>What was wrapped cannot be read any more.</summary>
internal sealed class KeyLostException(string message, Exception? inner = null) : Exception(message, inner);
