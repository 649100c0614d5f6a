using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Agent.Host.Models.Offline;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Teams;

/// <summary>The offline model, whose answers to customers a test writes sentence by sentence; everything else it decides as ever.</summary>
internal sealed class PacedModel : IChatClient
{
    private readonly OfflineChatClient _offline = new();
    private readonly Channel<string?> _sentences = Channel.CreateUnbounded<string?>();
    private int _asked;

    /// <summary>How often an answer was begun.</summary>
    public int Asked => Volatile.Read(ref _asked);

    /// <summary>How long every answer takes; then it is the offline model's own. Null: a test writes it.</summary>
    public TimeSpan? Pace { get; init; }

    /// <summary>What is said before the offline model's own answer, where that calls a tool.</summary>
    public string? Preamble { get; init; }

    /// <summary>Whether the answer is what the customer said, behind these words; null for the offline model's own.</summary>
    public string? Echo { get; init; }

    /// <summary>Lets the model say something more.</summary>
    public void Say(params string[] sentences) => Array.ForEach(sentences, sentence => _sentences.Writer.TryWrite(sentence));

    /// <summary>Lets the answer end.</summary>
    public void End() => _sentences.Writer.TryWrite(null);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        _offline.GetResponseAsync(messages, options, cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _asked);
        if (Echo is not null)
        {
            var said = messages.Last(message => message.Role == ChatRole.User).Text;
            await Task.Delay(Pace ?? TimeSpan.Zero, cancellationToken);
            yield return new(ChatRole.Assistant, $"{Echo} {said}");
            yield break;
        }

        if (Pace is null && Preamble is null)
        {
            while (await _sentences.Reader.ReadAsync(cancellationToken) is { } sentence)
            {
                yield return new(ChatRole.Assistant, sentence);
            }

            yield break;
        }

        var updates = await _offline.GetStreamingResponseAsync(messages, options, cancellationToken).ToListAsync(cancellationToken);
        if (Preamble is { } preamble && updates.Any(update => update.Contents.OfType<FunctionCallContent>().Any()))
        {
            await _sentences.Reader.ReadAsync(cancellationToken); // until somebody looks
            yield return new(ChatRole.Assistant, preamble);
            await _sentences.Reader.ReadAsync(cancellationToken); // until the test has seen it
        }

        await Task.Delay(Pace ?? TimeSpan.Zero, cancellationToken);
        foreach (var update in updates)
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => _offline.GetService(serviceType, serviceKey);

    public void Dispose() => _offline.Dispose();
}
