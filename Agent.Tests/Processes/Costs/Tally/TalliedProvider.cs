using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Agent.Host.Models;
using Agent.Processes.Costs.Budgets;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Processes.Costs.Tally;

/// <summary>What the provider charges for one call.</summary>
/// <param name="Text">What was asked; unique.</param>
/// <param name="Input">Tokens in, the cached ones included.</param>
/// <param name="Cached">Those that were cached.</param>
/// <param name="Output">Tokens out.</param>
/// <param name="IsReported">Whether it said so before the stream broke.</param>
internal sealed record Charge(string Text, long Input, long Cached, long Output, bool IsReported)
{
    /// <summary>At 2, 0.50 and 8 dollars per million.</summary>
    public decimal CostUsd => (((Input - Cached) * 2m) + (Cached * 0.5m) + (Output * 8m)) / 1_000_000m;
}

/// <summary>A model's service that keeps its own books. The last digit of a call's number says how it goes.</summary>
internal sealed class TalliedProvider : IChatClient
{
    public const string Model = "m";
    private readonly ConcurrentDictionary<string, int> _attempts = new();

    /// <summary>Its books.</summary>
    public ConcurrentQueue<Charge> Charges { get; } = [];

    /// <summary>How often it was asked, whatever came of it.</summary>
    public int Attempts => _attempts.Values.Sum();

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var text = messages.Last().Text;
        var attempt = _attempts.AddOrUpdate(text, 1, (_, before) => before + 1);
        switch (KindOf(text))
        {
            case 5 when attempt < 3:
                throw new HttpRequestException("The service is away for a moment.");
            case 9:
                throw new ModelException(ModelFailure.RejectedRequest, "The model will not take it.");
        }

        var charge = Charged(text, isReported: true);
        return Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "said " + text)) { ModelId = Model, Usage = UsageOf(charge) });
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.CompletedTask;
        var text = messages.Last().Text;
        _attempts.AddOrUpdate(text, 1, (_, before) => before + 1);
        var kind = KindOf(text);
        var charge = Charged(text, isReported: kind != 8);
        if (kind == 7)
        {
            yield return Update(new UsageContent(UsageOf(charge))); // some say as they go what it has come to
        }

        yield return Update(new Microsoft.Extensions.AI.TextContent("said "));
        if (kind is 7 or 8)
        {
            throw new HttpRequestException("The stream was cut.");
        }

        yield return Update(new Microsoft.Extensions.AI.TextContent(text));
        yield return Update(new UsageContent(UsageOf(charge)), isLast: true);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata(Model, null, Model) : null;

    public void Dispose()
    {
    }

    /// <summary>Whether a call of this number asks for a stream.</summary>
    public static bool IsStreamed(int number) => number % 10 is 6 or 7 or 8;

    /// <summary>What the ledger books for a stream that broke before anybody said what it costs, as docs/costs.md has it: by the length of what was sent and received.</summary>
    public static decimal GuessOf(Charge charge)
    {
        var sent = CallEstimate.Of([new(ChatRole.User, charge.Text)], null).InputBytes;
        const int Received = 1 + 5;
        return ((((sent / 4) + 1) * 2m) + (((Received / 4) + 1) * 8m)) / 1_000_000m;
    }

    /// <summary>The call's number is what follows the letter c.</summary>
    private static int KindOf(string text) => text[text.IndexOf('c', StringComparison.Ordinal) + 2] - '0';

    private Charge Charged(string text, bool isReported)
    {
        var seed = text.Aggregate(17, (hash, letter) => ((hash * 31) + letter) & 0xFFFF);
        // A token is a byte at least: no provider counts more of them than were sent.
        var input = 1 + (seed % CallEstimate.Of([new(ChatRole.User, text)], null).MostInputTokens);
        var charge = new Charge(text, input, KindOf(text) is 4 or 6 ? input / 2 : 0, 10 + (seed % 500), isReported);
        Charges.Enqueue(charge);
        return charge;
    }

    private static UsageDetails UsageOf(Charge charge) => new() { InputTokenCount = charge.Input, CachedInputTokenCount = charge.Cached, OutputTokenCount = charge.Output };

    private static ChatResponseUpdate Update(AIContent content, bool isLast = false) =>
        new(ChatRole.Assistant, [content]) { ModelId = Model, FinishReason = isLast ? ChatFinishReason.Stop : null };
}
