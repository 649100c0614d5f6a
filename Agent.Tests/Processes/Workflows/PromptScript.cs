using System.Runtime.CompilerServices;
using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Prompts;
using Microsoft.Extensions.AI;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Agent.Tests.Processes.Workflows;

/// <summary>A model whose answers are prepared per prompt. A call nothing was prepared for fails the test.</summary>
internal sealed class PromptScript : IChatClient
{
    private readonly Dictionary<string, Queue<ChatMessage>> _answers = [];

    public List<(string Prompt, IReadOnlyList<ChatMessage> Messages, ChatOptions Options)> Calls { get; } = [];

    /// <summary>Lets the guardrail pass and triage choose a category, for as many messages as are written.</summary>
    public string? Category { get; set; } = "orders";

    public PromptScript Say(string prompt, params string[] answers)
    {
        Array.ForEach(answers, answer => Add(prompt, new(ChatRole.Assistant, answer)));
        return this;
    }

    public PromptScript Call(params (string Tool, object Arguments)[] calls)
    {
        Add(PromptNames.OrdersAgent, new(ChatRole.Assistant, [.. calls.Select((call, index) => (AIContent)new FunctionCallContent(
            $"model_{index}", $"shop_{call.Tool}", JsonSerializer.SerializeToElement(call.Arguments).EnumerateObject().ToDictionary(a => a.Name, a => (object?)a.Value)))]));
        return this;
    }

    public IReadOnlyList<ChatMessage> LastMessages(string prompt) => Calls.Last(call => call.Prompt == prompt).Messages;

    public int CountOf(string prompt) => Calls.Count(call => call.Prompt == prompt);

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(Next(messages, options!)));

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await Task.Yield();
        foreach (var content in Next(messages, options!).Contents)
        {
            if (content is not Microsoft.Extensions.AI.TextContent text)
            {
                yield return new(ChatRole.Assistant, [content]);
                continue;
            }

            foreach (var piece in text.Text.Chunk(5))
            {
                yield return new(ChatRole.Assistant, new string(piece));
            }
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("script") : null;

    public void Dispose()
    {
    }

    private void Add(string prompt, ChatMessage answer)
    {
        if (!_answers.TryGetValue(prompt, out var queue))
        {
            _answers[prompt] = queue = [];
        }

        queue.Enqueue(answer);
    }

    private ChatMessage Next(IEnumerable<ChatMessage> messages, ChatOptions options)
    {
        var prompt = (string)options.AdditionalProperties![PromptCallData.Name]!;
        Calls.Add((prompt, [.. messages], options));
        if (_answers.TryGetValue(prompt, out var queue) && queue.TryDequeue(out var answer))
        {
            return answer;
        }

        return prompt switch
        {
            PromptNames.InputGuardrail => new(ChatRole.Assistant, """{"verdict":"allow","reason":"a customer"}"""),
            PromptNames.Triage when Category is not null => new(ChatRole.Assistant,
                $$"""{"category":"{{Category}}","priority":"high","language":"en","closing":false,"reason":"scripted"}"""),
            _ => throw new AssertionException($"Nothing was prepared for call {Calls.Count} of prompt '{prompt}': {messages.Last().Text}"),
        };
    }
}
