namespace Agent.Host.Security.Tokens;

/// <summary>An issuer's discovery document or keys cannot be had, and there are none from before.</summary>
internal sealed class IssuerUnavailableException(string message, Exception? innerException = null) : Exception(message, innerException);
