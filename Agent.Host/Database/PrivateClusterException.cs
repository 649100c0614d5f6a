namespace Agent.Host.Database;

/// <summary>The private database cannot be used. The message says what to do about it and is meant for the person at the terminal.</summary>
internal sealed class PrivateClusterException(string message, Exception? innerException = null) : Exception(message, innerException);
