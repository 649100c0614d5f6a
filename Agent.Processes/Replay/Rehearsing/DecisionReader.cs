using System.Text;
using System.Text.Json;
using Agent.Processes.Policies;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Replay;
using Agent.Processes.Workflows.Support.Approvals;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>Reads the decisions of a conversation of the support workflow from its supersteps, stored ones and those of a rehearsal alike.</summary>
/// <param name="recordedTools">The tools that are on record. A model names a tool with its plugin before it; of one that is gone nobody knows any more which part is which.</param>
internal sealed class DecisionReader(IReadOnlySet<string>? recordedTools = null)
{
    /// <summary>The subject of decisions about the message of a turn.</summary>
    public const string Message = "message";

    private const string Unknown = "there is no tool called";

    private readonly List<ReplayedDecision> _decisions = [];
    private string _topic = "none";
    private string? _reply;
    private string? _blocked;

    public IReadOnlyList<ReplayedDecision> Decisions => _decisions;

    /// <summary>Takes in a superstep.</summary>
    /// <param name="turn">The turn to count it to.</param>
    /// <param name="superstep">What was written down.</param>
    public void Read(int turn, RecordedSuperstep superstep)
    {
        HashSet<string> ran = [.. superstep.Member(StoredNames.Ran) is { } names ? names.EnumerateArray().Select(name => name.GetString()!) : []];
        List<JsonElement> pending = [.. superstep.Member(StoredNames.Pending) is { } messages ? messages.EnumerateArray() : []];
        if (superstep.Member(StoredNames.States) is { } states && states.TryGetProperty("triage", out var triage) && triage.TryGetProperty("topic", out var topic))
        {
            _topic = topic.GetString()!;
        }

        foreach (var happened in superstep.Events)
        {
            Read(turn, happened, ran, pending);
        }

        if (ran.Contains("triage.sort"))
        {
            Add(DecisionKinds.Triage, turn, Message, RouteOf(pending));
        }

        _reply = ran.Contains("hand_off.apologise") ? "apology" : ran.Contains("ticket.open") ? "ticket" : ran.Contains("reply.close") ? "goodbye" : ran.Contains("reply.regret") ? "regret" : _reply;
    }

    private void Read(int turn, JsonElement happened, HashSet<string> ran, List<JsonElement> pending)
    {
        if (!happened.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data))
        {
            return;
        }

        switch (happened.GetProperty(StoredNames.Type.EncodedUtf8Bytes).GetString())
        {
            case ConversationEvents.TurnStarted:
                (_reply, _blocked) = (null, null);
                break;
            case ConversationEvents.GuardrailVerdict:
                ReadVerdict(turn, data);
                break;
            case ConversationEvents.ToolCompleted:
                ReadCall(turn, data, ran, superstepPending: pending);
                break;
            case ConversationEvents.EligibilityDecided:
                ReadEligibility(turn, data, pending);
                break;
            case ConversationEvents.TurnCompleted:
                var waits = data.TryGetProperty("pendingApproval", out _);
                var isSilent = !data.TryGetProperty("reply", out var reply) || reply.GetString() is not { Length: > 0 };
                Add(DecisionKinds.Reply, turn, Message, _blocked ?? _reply ?? (waits ? "question" : isSilent ? "none" : "answer"), isSilent ? null : reply.GetString());
                break;
            case ConversationEvents.TurnFailed:
                Add(DecisionKinds.Reply, turn, Message, "failure:" + data.GetProperty("reason").GetString());
                break;
        }
    }

    private void ReadVerdict(int turn, JsonElement data)
    {
        var (allowed, source, reason) = (data.GetProperty("allowed").GetBoolean(), data.GetProperty("source").GetString(), data.GetProperty("reason").GetString());
        _blocked = allowed ? null : "blocked";
        Add(DecisionKinds.Guardrail, turn, Message, allowed ? "allow" : source == "rule" ? $"block:rule, {reason}" : $"block:{source}", reason);
    }

    private void ReadCall(int turn, JsonElement data, HashSet<string> ran, List<JsonElement> superstepPending)
    {
        var (tool, result) = (Plain(data.GetProperty("tool").GetString()!), data.GetProperty("result").GetString() ?? "");
        var callId = data.GetProperty("callId").GetString();
        var subject = SubjectOf(tool, CallIn(superstepPending, callId));
        if (ran.Contains("orders/execution.execute"))
        {
            Add(DecisionKinds.Effects, turn, subject, data.GetProperty("succeeded").GetBoolean() ? "done" : "refused", result);
        }
        else if (ran.Contains("orders/tools.read"))
        {
            Add(DecisionKinds.Tool, turn, subject, result.Contains(Unknown, StringComparison.Ordinal) ? "unknown" : "called");
        }

        // A ticket that the workflow opens by itself shows in the sort of the reply.
    }

    private void ReadEligibility(int turn, JsonElement data, List<JsonElement> pending)
    {
        var tool = data.GetProperty("tool").GetString()!;
        var call = CallIn(pending, data.GetProperty("callId").GetString());
        var subject = SubjectOf(tool, call);
        var rule = data.GetProperty("rule").GetString();
        var amount = pending.Select(message => Find(message, "amountMinor")).FirstOrDefault(found => found is not null)?.GetInt64();
        Add(DecisionKinds.Tool, turn, subject, "called");
        if (rule == PolicyRules.FactsMissing && data.GetProperty("reason").GetString()!.Contains(ScriptedAnswers.NotOnRecord, StringComparison.Ordinal))
        {
            Add(DecisionKinds.Eligibility, turn, subject, DecisionComparison.Undecided, "The recording does not hold what the policy looks at.");
            return;
        }

        if (!data.GetProperty("eligible").GetBoolean())
        {
            Add(DecisionKinds.Eligibility, turn, subject, $"refused:{rule}", data.GetProperty("reason").GetString());
            return;
        }

        Add(DecisionKinds.Eligibility, turn, subject, "eligible", null, amount);
        Add(DecisionKinds.Approval, turn, subject, $"{data.GetProperty("approval").GetString()}:{rule}", null, amount);
    }

    /// <summary>Where triage sent the message.</summary>
    private string RouteOf(List<JsonElement> pending)
    {
        foreach (var message in pending)
        {
            var (step, function) = (message.GetProperty(StoredNames.To.EncodedUtf8Bytes).GetString(), message.GetProperty(StoredNames.Function.EncodedUtf8Bytes).GetString());
            if ((step, function) is ("orders/approval", _))
            {
                return "waiting";
            }

            if ((step, function) is ("reply", "close"))
            {
                return "goodbye";
            }
        }

        return _topic;
    }

    /// <summary>The call's arguments, from whatever is on its way to the next step.</summary>
    private static JsonElement? CallIn(List<JsonElement> pending, string? callId)
    {
        foreach (var message in pending)
        {
            if (!message.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data) || data.ValueKind is not JsonValueKind.Object)
            {
                continue;
            }

            var call = data.TryGetProperty("call", out var inside) ? inside : data;
            if (call.TryGetProperty("callId", out var id) && id.GetString() == callId && call.TryGetProperty("arguments", out var arguments))
            {
                return arguments;
            }
        }

        return null;
    }

    private static JsonElement? Find(JsonElement message, string name) =>
        message.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data) && data.ValueKind is JsonValueKind.Object
        && data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number ? value : null;

    private string Plain(string tool) => recordedTools is null || recordedTools.Contains(tool)
        ? tool
        : recordedTools.FirstOrDefault(name => tool.Length > name.Length && tool.EndsWith(name, StringComparison.Ordinal) && !char.IsLetterOrDigit(tool[^(name.Length + 1)])) ?? tool;

    /// <summary>The tool and its arguments in one spelling.</summary>
    public static string SubjectOf(string tool, JsonElement? arguments) =>
        arguments is { } given ? $"{tool} {Encoding.UTF8.GetString(CanonicalJson.Write(given))}" : tool;

    private void Add(string kind, int turn, string subject, string value, string? note = null, long? amountMinor = null) =>
        _decisions.Add(new(kind, turn, subject, value, note, amountMinor));
}
