namespace Agent.Host.Security.Tokens;

/// <summary>A token breaks a rule; the message says which, for the log.</summary>
internal sealed class TokenFaultException(string reason, Exception? innerException = null) : Exception(reason, innerException);
