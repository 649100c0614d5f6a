using Agent.Host.Models.Offline;
using Microsoft.Extensions.AI;

namespace Agent.Tests.Host.Models.Offline;

/// <summary>Plays the part of the workflow: runs reading tools, holds consequential calls for the customer's yes, and keeps the history.</summary>
internal sealed class ScriptedSupport(FakeBackOffice backOffice, string customerId = "unknown", IList<AITool>? tools = null) : IDisposable
{
    private const int MostRounds = 12;
    private readonly OfflineChatClient _client = new();
    private readonly List<ChatMessage> _history = [];
    private FunctionCallContent? _waiting;
    private string _lastAnswer = "none";

    /// <summary>Every consequential call proposed, in order.</summary>
    public List<FunctionCallContent> Proposals { get; } = [];

    public List<FunctionCallContent> Executed { get; } = [];

    /// <summary>Names of all tools called, without the plugin.</summary>
    public List<string> Called { get; } = [];

    public FunctionCallContent? Waiting => _waiting;

    /// <summary>When set, the text that comes back for a proposal instead of a request for approval.</summary>
    public Func<FunctionCallContent, string>? Verdict { get; set; }

    public static string ToolOf(FunctionCallContent call) => call.Name[(call.Name.IndexOf('_', StringComparison.Ordinal) + 1)..];

    public void Dispose() => _client.Dispose();

    /// <summary>One message of the customer; the answer, or the name of the tool that waits for approval in square brackets.</summary>
    public async Task<string> SayAsync(string text)
    {
        _history.Add(new ChatMessage(ChatRole.User, text));
        if (_waiting is { } waiting)
        {
            var decision = await ClassifyAsync("confirmation", "Pending action: " + ToolOf(waiting), text);
            if (decision.Contains("\"confirm\"", StringComparison.Ordinal))
                Execute(waiting);
            else if (decision.Contains("\"decline\"", StringComparison.Ordinal) || decision.Contains("\"change\"", StringComparison.Ordinal))
                Settle(waiting, "Declined by the customer");
        }

        return _lastAnswer = await RunAsync();
    }

    public async Task<string> ClassifyAsync(string prompt, string system, string text)
    {
        var response = await _client.GetResponseAsync(
            [new(ChatRole.System, system), new(ChatRole.User, text)],
            new ChatOptions { AdditionalProperties = new() { ["prompt.name"] = prompt } });
        return response.Text;
    }

    private async Task<string> RunAsync()
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var response = await _client.GetResponseAsync([System(), .. _history], Options());
            var answer = response.Messages[0];
            _history.Add(answer);
            var calls = answer.Contents.OfType<FunctionCallContent>().ToList();
            if (calls.Count == 0)
                return answer.Text;
            foreach (var call in calls)
            {
                if (Take(call))
                    return answer.Text.Length == 0 ? $"[{ToolOf(call)}]" : $"{answer.Text} [{ToolOf(call)}]";
            }
        }

        throw new InvalidOperationException("The agent went on calling tools: " + string.Join(", ", Called));
    }

    /// <returns>Whether the call waits for the customer.</returns>
    private bool Take(FunctionCallContent call)
    {
        Called.Add(ToolOf(call));
        if (!FakeBackOffice.IsConsequential(ToolOf(call)))
        {
            Answer(call, backOffice.Call(ToolOf(call), call.Arguments!));
            return false;
        }

        Proposals.Add(call);
        if (Verdict?.Invoke(call) is { } verdict)
        {
            Answer(call, verdict);
            return false;
        }

        if (ToolOf(call) is "create_ticket")
        {
            Executed.Add(call);
            Answer(call, backOffice.Call(ToolOf(call), call.Arguments!));
            return false;
        }

        Answer(call, $"Awaiting approval (customer): {ToolOf(call)}");
        _waiting = call;
        return true;
    }

    private void Execute(FunctionCallContent call)
    {
        Executed.Add(call);
        Settle(call, backOffice.Call(ToolOf(call), call.Arguments!));
    }

    /// <summary>As the workflow does it: the call once more, with its real result.</summary>
    private void Settle(FunctionCallContent call, string result)
    {
        _waiting = null;
        var again = new FunctionCallContent(call.CallId + "_2", call.Name, call.Arguments);
        _history.Add(new ChatMessage(ChatRole.Assistant, [again]));
        Answer(again, result);
    }

    private void Answer(FunctionCallContent call, string result) => _history.Add(new ChatMessage(ChatRole.Tool, [new FunctionResultContent(call.CallId, result)]));

    private ChatMessage System() => new(ChatRole.System,
        $"You are a support agent.\nCustomer id: {customerId}\nToday: 2026-11-21{(_waiting is { } call ? $"\nWaiting for approval: {ToolOf(call)}" : "")}");

    private ChatOptions Options() => new()
    {
        Tools = tools ?? FakeBackOffice.FirstTools,
        AdditionalProperties = new() { ["prompt.name"] = "orders_agent" },
    };
}
