using Microsoft.Extensions.AI;

namespace Agent.Host.Models;

/// <summary>One call of a caller, through all its attempts.</summary>
internal sealed class ModelCall(IEnumerable<ChatMessage> messages, ChatOptions? options, long startedAt, CancellationToken cancellationToken)
{
    /// <summary>A list, since a retry reads the messages again.</summary>
    public IReadOnlyList<ChatMessage> Messages { get; } = messages as IReadOnlyList<ChatMessage> ?? [.. messages];

    public ChatOptions? Options { get; } = options;

    /// <summary>A timestamp of the clock the pipeline runs on.</summary>
    public long StartedAt { get; } = startedAt;

    /// <summary>The caller's own token: when it fires, nobody wants an answer, a retry or an explanation.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;

    /// <summary>What the last attempt died of; it explains a call that ran out of time between two attempts.</summary>
    public ModelException? LastFailure { get; set; }
}
