using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;

namespace Agent.Processes.Telemetry;

/// <summary>
/// One trace per conversation. Its id is made of the conversation's, so any replica finds it without being told; its turns are roots in it, because a parent
/// that lasts for days would never be sent.
/// </summary>
internal static class ConversationTrace
{
    private static readonly AsyncLocal<string?> s_conversation = new();
    private static int s_installed;

    /// <summary>The trace id of a conversation.</summary>
    public static ActivityTraceId IdOf(string conversation)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(conversation), hash);
        return ActivityTraceId.CreateFromBytes(hash[..16]);
    }

    /// <summary>Starts a root span in the trace of a conversation.</summary>
    /// <param name="source">The source.</param>
    /// <param name="name">The span's name.</param>
    /// <param name="conversation">The conversation's id.</param>
    /// <param name="cause">What led to it, in another trace; it becomes a link.</param>
    /// <param name="startedAt">When it began; now by default.</param>
    public static Activity? StartRoot(ActivitySource source, string name, string conversation, ActivityContext cause, DateTimeOffset startedAt = default)
    {
        Install();
        Activity.Current = null;
        s_conversation.Value = conversation;
        try
        {
            return source.StartActivity(
                ActivityKind.Internal, parentContext: default, links: cause == default ? null : [new ActivityLink(cause)], startTime: startedAt, name: name);
        }
        finally
        {
            s_conversation.Value = null;
        }
    }

    /// <summary>.NET asks one function of the process for the ids of new traces: the one before is kept for everybody else.</summary>
    private static void Install()
    {
        if (Interlocked.Exchange(ref s_installed, 1) == 1)
        {
            return;
        }

        var before = Activity.TraceIdGenerator;
        Activity.TraceIdGenerator = () => s_conversation.Value is { } conversation ? IdOf(conversation) : before?.Invoke() ?? ActivityTraceId.CreateRandom();
    }
}
