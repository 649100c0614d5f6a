namespace Agent.Plugins.Calling;

/// <summary>
/// A tool's refusal. Its message is written for the model and may reach the customer, so it says what was refused and why, and
/// holds nothing the customer may not know.
/// </summary>
public class ToolException : Exception
{
    /// <summary>A refusal without a reason; prefer one with.</summary>
    public ToolException() : base("the tool refused the call")
    {
    }

    /// <summary>A refusal for the reason given.</summary>
    public ToolException(string message) : base(message)
    {
    }

    /// <summary>A refusal for the reason given; what caused it stays inside.</summary>
    public ToolException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
