namespace Agent.Plugins.Mcp.Remote;

/// <summary>Our own tool server could not be asked to remove records, or would not.</summary>
public sealed class RemoteRecordsException : Exception
{
    /// <summary>Without a text.</summary>
    public RemoteRecordsException()
    {
    }

    /// <param name="message">Why.</param>
    public RemoteRecordsException(string message)
        : base(message)
    {
    }

    /// <param name="message">Why.</param>
    /// <param name="innerException">What was behind it.</param>
    public RemoteRecordsException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
