using Agent.Host.Security;
using Agent.Processes;

namespace Agent.Host.Api;

/// <summary>
/// What a caller sees of a conversation's events. A customer sees what is said and asked, not how it came about: a verdict of the guardrail would teach whoever
/// tries to get around it. The numbers stay, so that a stream can be resumed.
/// </summary>
internal static class VisibleEvents
{
    private static readonly string[] ForCustomers = ["turn.", "message.", "approval."];

    public static IAsyncEnumerable<ConversationEvent> To(Caller caller, IAsyncEnumerable<ConversationEvent> events) =>
        caller.SeesOnlyOwn ? events.Where(item => ForCustomers.Any(start => item.Type.StartsWith(start, StringComparison.Ordinal))) : events;
}
