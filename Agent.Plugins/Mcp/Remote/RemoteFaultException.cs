namespace Agent.Plugins.Mcp.Remote;

/// <summary>Our own tool server could not run a tool, as when its database is away: a fault like one in this process, worth a retry by whoever called.</summary>
internal sealed class RemoteFaultException(string message, Exception innerException) : Exception(message, innerException);
