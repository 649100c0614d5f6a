namespace Agent.Plugins.Mcp.Remote;

/// <summary>
/// Notices that an answer has come to its end, whole or broken off. The library goes on waiting for the rest of a stream that broke, so without this a server
/// that dies in the middle of a call would be noticed only when the time for the attempt is over.
/// </summary>
internal sealed class AnswerWatch
{
    private static readonly AsyncLocal<AnswerWatch?> Current = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the answer to the request made under this watch has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>The watch of whoever makes the request at hand; null when nobody watches.</summary>
    public static AnswerWatch? OfThisRequest => Current.Value;

    /// <summary>Watches the requests that are made from here on, in this flow of execution.</summary>
    public static AnswerWatch Begin() => Current.Value = new();

    public void End() => _ended.TrySetResult();
}
