using System.Text.Json;
using Agent.Processes.Steps.Guarding;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Workflows.Support.Approvals;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Agent.Processes.Workflows.Support.Specialists;

/// <summary>How the orders specialist's state changes. No model, no tools, no time.</summary>
internal sealed class OrdersAgentMemory(OrdersAgentState state)
{
    /// <summary>Takes in what the customer wrote.</summary>
    public void Hear(string text)
    {
        if (state.Draft is { } draft)
        {
            state.Memory.Add(new() { Role = AgentMessage.Assistant, Text = draft });
            state.Draft = null;
        }

        state.Memory.Add(new() { Role = AgentMessage.User, Text = text });
        state.LastCustomerText = text;
    }

    /// <summary>Drops everything that is planned or waits.</summary>
    public void Clear()
    {
        (state.Planned, state.Deferred) = ([], []);
        (state.WaitingFor, state.WaitingCallId) = (null, null);
    }

    /// <summary>Closes what was open when a person took the conversation over: what waited for approval has been withdrawn.</summary>
    public void TakeBack()
    {
        if (state.Draft is { } draft)
        {
            state.Memory.Add(new() { Role = AgentMessage.Assistant, Text = draft });
            state.Draft = null;
        }

        if (state.WaitingCallId is { } waiting && state.Memory.LastOrDefault(entry => entry.CallId?.StartsWith($"{waiting}_", StringComparison.Ordinal) == true) is { } asked)
        {
            state.Memory.Add(asked with { Text = null, CallId = $"{waiting}_{state.Memory.Total}", Result = ApprovalTexts.TakenOver });
        }

        Clear();
    }

    /// <summary>Takes in what came of a call, and what the customer wrote to let it run.</summary>
    public void Learn(ToolAnswer answer, string? channelId)
    {
        if (answer.Call.CustomerText is { } text)
        {
            Hear(text);
        }

        if (answer.Call.CallId == state.WaitingCallId)
        {
            (state.WaitingFor, state.WaitingCallId) = (null, null);

            // After a no the model thinks anew: what it had planned behind the refused call may be off the table too.
            state.Planned = answer.Succeeded ? state.Deferred : [];
            state.Deferred = [];
        }

        Remember(answer.Call, answer.Result, answer.IsToolOutput);
        if (answer.Succeeded)
        {
            state.Evidence = [.. state.Evidence.Union(ActionEvidence.Of(answer.Call.Tool, answer.Result))];
        }

        Identify(answer, channelId);
    }

    /// <summary>Notes that a call waits for a person, and the words with which the customer was told.</summary>
    public void Wait(ApprovalAsked asked)
    {
        if (asked.Call.CustomerText is { } text)
        {
            Hear(text);
        }

        Remember(asked.Call, $"Awaiting approval ({asked.Approver}): {asked.Summary}");
        (state.Deferred, state.Planned) = ([.. state.Deferred, .. state.Planned], []);
        state.WaitingFor = asked.Summary;
        state.WaitingCallId = asked.Call.CallId;
        state.Draft = asked.Text;
    }

    /// <summary>Notes that a call was not made because nobody decided in time, and the words with which the customer was told.</summary>
    public void Lapse(ActionLapsed lapsed)
    {
        if (lapsed.Call.CallId != state.WaitingCallId)
        {
            return;
        }

        // What was planned behind it is off the table as well: the customer was told that nothing was changed.
        Clear();
        Remember(lapsed.Call, lapsed.Result);
        state.Draft = lapsed.Text;
    }

    /// <summary>Notes the calls a model asked for.</summary>
    /// <param name="calls">The calls.</param>
    /// <param name="text">What it said along with them.</param>
    /// <param name="names">The names the model knows the tools by.</param>
    public void Plan(IEnumerable<FunctionCallContent> calls, string? text, IReadOnlyDictionary<string, string> names)
    {
        var said = text;
        foreach (var call in calls)
        {
            state.Planned.Add(new()
            {
                // Not the model's id: some models count anew in every answer, and the id is a part of the idempotency key.
                CallId = $"call_{++state.Calls}",
                Tool = names.FirstOrDefault(pair => pair.Value == call.Name || pair.Key == call.Name).Key ?? call.Name,
                Arguments = AgentTranscript.ArgumentsOf(call),
                Text = said is { Length: > 0 } ? said : null,
            });
            said = null;
        }
    }

    /// <summary>The call to be worked off next. It stays the first one planned until its answer is learned.</summary>
    public ToolCall NextCall(string? channelId)
    {
        var next = state.Planned[0];
        return new() { CallId = next.CallId, Tool = next.Tool, Arguments = next.Arguments, CustomerId = CustomerId(channelId) };
    }

    /// <summary>The customer: the one the channel identified if there is one of that id, else the one the tools found.</summary>
    public string? CustomerId(string? channelId) => state.IsChannelIdUnknown ? state.FoundCustomerId : channelId ?? state.FoundCustomerId;

    /// <summary>Counts a model call; false when the turn has had enough of them.</summary>
    public bool MayThink(string turnId, int limit)
    {
        if (state.TurnId != turnId)
        {
            (state.TurnId, state.Iterations) = (turnId, 0);
        }

        return state.Iterations++ < limit;
    }

    private void Remember(ToolCall call, string result, bool isToolOutput = false)
    {
        var planned = state.Planned.Find(other => other.CallId == call.CallId);
        state.Planned.RemoveAll(other => other.CallId == call.CallId);
        state.Memory.Add(new()
        {
            Role = AgentMessage.Call,
            Text = planned?.Text,

            // A call that had to wait has two entries: the question, and what came of it.
            CallId = $"{call.CallId}_{state.Memory.Total}",
            Tool = call.Tool,
            Arguments = call.Arguments,
            Result = result,
            IsToolOutput = isToolOutput,
        });
    }

    private void Identify(ToolAnswer answer, string? channelId)
    {
        if (answer.Succeeded && answer.Call.Tool.StartsWith(SupportTools.FindUserPrefix, StringComparison.Ordinal))
        {
            state.FoundCustomerId = answer.Result.Trim();
        }

        // Only a plain "not found" counts: a tool that timed out must not let anybody become another customer.
        if (answer.Call.Tool == SupportTools.GetUserDetails && answer.Result == SupportTools.UserNotFound
            && channelId is not null && Names(answer.Call.Arguments, channelId))
        {
            state.IsChannelIdUnknown = true;
        }
    }

    private static bool Names(JsonElement arguments, string customerId) =>
        arguments.ValueKind is JsonValueKind.Object && arguments.TryGetProperty("user_id", out var id) && id.ValueKind is JsonValueKind.String && id.GetString() == customerId;
}
