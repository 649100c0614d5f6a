namespace Agent.Plugins.Mcp.Remote;

/// <summary>A server answered with more than is read of one answer.</summary>
internal sealed class AnswerTooLargeException(long most) : IOException($"The answer has more than {most} bytes.");
