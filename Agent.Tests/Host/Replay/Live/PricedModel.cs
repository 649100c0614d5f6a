using System.Runtime.CompilerServices;
using Agent.Host.Models.Offline;
using Agent.Processes;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Replay.Live;

/// <summary>A provider with a price: it answers as the offline model does, or as a test says, and reports a thousand tokens in and a hundred out for each call.</summary>
internal sealed class PricedModel : IChatClient
{
    public const string Name = "priced-1";

    /// <summary>What a call costs, in US dollars: 10 per million tokens in, 30 out.</summary>
    public const decimal CallUsd = 0.013m;

    private readonly OfflineChatClient _offline = new();
    private int _calls;

    public int Calls => _calls;

    /// <summary>The settings that give it its price.</summary>
    public static string[] Settings { get; } = ["--Prices:Entries:priced:Model", Name, "--Prices:Entries:priced:Input", "10", "--Prices:Entries:priced:Output", "30"];

    /// <summary>Answers a prompt in place of the offline model; null where it does not. It is given the prompt's name and how often it was asked for anything before.</summary>
    public Func<string, int, string?> Says { get; set; } = (_, _) => null;

    public async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        var number = Interlocked.Increment(ref _calls);
        var prompt = options?.AdditionalProperties?.TryGetValue(PromptCallData.Name, out var name) is true ? (string)name! : "";
        var response = Says(prompt, number - 1) is { } said ? new ChatResponse(new ChatMessage(ChatRole.Assistant, said)) : await _offline.GetResponseAsync(messages, options, cancellationToken);
        response.ModelId = Name;
        response.Usage = new() { InputTokenCount = 1_000, OutputTokenCount = 100 };
        return response;
    }

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var update in (await GetResponseAsync(messages, options, cancellationToken)).ToChatResponseUpdates())
        {
            yield return update;
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("priced", null, Name) : null;

    public void Dispose()
    {
    }
}
