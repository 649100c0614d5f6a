using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Microsoft.SemanticKernel;

/// <summary>Calls the functions a model asks for and asks it again, until it answers, or for the 128th time.</summary>
internal sealed class FunctionInvokingChatClient(IChatClient innerClient, bool concurrently) : DelegatingChatClient(innerClient)
{
    private const int MaximumRequests = 128;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        List<ChatMessage> conversation = [.. messages];
        List<ChatMessage> answered = [];
        UsageDetails usage = new();
        for (var request = 1; ; request++)
        {
            var response = await base.GetResponseAsync(conversation, options, cancellationToken);
            answered.AddRange(response.Messages);
            if (response.Usage is not null)
            {
                usage.Add(response.Usage);
            }

            var calls = CallsIn(response.Messages);
            if (calls.Count == 0 || request == MaximumRequests)
            {
                response.Messages = answered;
                response.Usage = usage;
                return response;
            }

            var results = await InvokeAsync(calls, options, cancellationToken);
            answered.Add(results);
            conversation = [.. conversation, .. response.Messages, results];
            options = AfterFirstCall(options);
        }
    }

    public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> conversation = [.. messages];
        for (var request = 1; ; request++)
        {
            List<ChatResponseUpdate> updates = [];
            await foreach (var update in base.GetStreamingResponseAsync(conversation, options, cancellationToken))
            {
                updates.Add(update);
                yield return update;
            }

            var response = updates.ToChatResponse();
            var calls = CallsIn(response.Messages);
            if (calls.Count == 0 || request == MaximumRequests)
            {
                yield break;
            }

            var results = await InvokeAsync(calls, options, cancellationToken);
            yield return new(ChatRole.Tool, results.Contents);
            conversation = [.. conversation, .. response.Messages, results];
            options = AfterFirstCall(options);
        }
    }

    private static List<FunctionCallContent> CallsIn(IEnumerable<ChatMessage> messages) =>
        [.. messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().Where(call => !call.InformationalOnly)];

    /// <summary>A model that must call a function must do so once; bound for ever, it could never answer.</summary>
    private static ChatOptions? AfterFirstCall(ChatOptions? options)
    {
        if (options?.ToolMode is not RequiredChatToolMode)
        {
            return options;
        }

        options = options.Clone();
        options.ToolMode = null;
        return options;
    }

    private async Task<ChatMessage> InvokeAsync(List<FunctionCallContent> calls, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (concurrently)
        {
            return new(ChatRole.Tool, await Task.WhenAll(calls.Select(call => InvokeAsync(call, options, cancellationToken))));
        }

        List<AIContent> results = [];
        foreach (var call in calls)
        {
            results.Add(await InvokeAsync(call, options, cancellationToken));
        }

        return new(ChatRole.Tool, results);
    }

    /// <summary>The model learns that a call failed, never the exception's text: that may hold what a customer must not read.</summary>
    private static async Task<AIContent> InvokeAsync(FunctionCallContent call, ChatOptions? options, CancellationToken cancellationToken)
    {
        if (options?.Tools?.OfType<AIFunction>().FirstOrDefault(tool => tool.Name == call.Name) is not { } function)
        {
            return new FunctionResultContent(call.CallId, $"Error: there is no function '{call.Name}'.");
        }

        try
        {
            AIFunctionArguments arguments = call.Arguments is null ? [] : new(call.Arguments);
            return new FunctionResultContent(call.CallId, await function.InvokeAsync(arguments, cancellationToken));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return new FunctionResultContent(call.CallId, "Error: the function failed.") { Exception = exception };
        }
    }
}
