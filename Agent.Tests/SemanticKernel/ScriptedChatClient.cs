using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;
using TextContent = Microsoft.Extensions.AI.TextContent;

namespace Agent.Tests.SemanticKernel;

/// <summary>A model that gives prepared answers in turn and remembers what it was asked; a call too many fails the test.</summary>
internal sealed class ScriptedChatClient(string modelId, ChatMessage[] answers) : IChatClient
{
    private readonly Queue<ChatMessage> _answers = new(answers);

    public ScriptedChatClient(params string[] answers)
        : this("scripted", [.. answers.Select(answer => new ChatMessage(ChatRole.Assistant, answer))])
    {
    }

    public List<IReadOnlyList<ChatMessage>> Requests { get; } = [];

    public List<ChatOptions?> Options { get; } = [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new ChatResponse(Next(messages, options))
        {
            ModelId = modelId,
            Usage = new() { InputTokenCount = 10, OutputTokenCount = 5 },
        });

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        foreach (var content in Next(messages, options).Contents.SelectMany(WordByWord))
        {
            await Task.Yield();
            yield return new(ChatRole.Assistant, [content]);
        }
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(ChatClientMetadata) ? new ChatClientMetadata("scripted", defaultModelId: modelId) : null;

    public void Dispose()
    {
    }

    private static IEnumerable<AIContent> WordByWord(AIContent content) =>
        content is TextContent text ? text.Text.Split(' ').Select(word => new TextContent(word)) : [content];

    private ChatMessage Next(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        Requests.Add([.. messages]);
        Options.Add(options);
        return _answers.Dequeue();
    }
}
