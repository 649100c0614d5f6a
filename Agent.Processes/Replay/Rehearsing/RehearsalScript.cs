using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Prompts;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Replay;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>A recorded conversation, ready to be rehearsed: its inputs, and what answers in place of models and tools.</summary>
public sealed class RehearsalScript
{
    /// <summary>The step of an activity whose step is not on record.</summary>
    internal const string AnyStep = "";

    private static readonly DateTimeOffset s_someDay = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    private RehearsalScript(ConversationKey key, string customerId, string channel, IReadOnlyList<ScriptedTurn> turns, IReadOnlyList<ReplayedDecision> recorded) =>
        (Key, CustomerId, Channel, Turns, Recorded) = (key, customerId, channel, turns, recorded);

    internal ConversationKey Key { get; }

    internal string CustomerId { get; }

    internal string Channel { get; }

    internal IReadOnlyList<ScriptedTurn> Turns { get; }

    /// <summary>Whether it is a conversation of ours, with everything on record; of others, only what was said and which tools were called.</summary>
    public bool IsOurs { get; private init; }

    /// <summary>What was decided, as far as the recording tells.</summary>
    public IReadOnlyList<ReplayedDecision> Recorded { get; }

    /// <summary>A script of a recording that is none of ours. Whoever held it let every message in and answered it, as one agent for everything: that much is known of its guardrail and triage.</summary>
    /// <param name="key">Names the conversation.</param>
    /// <param name="customerId">Whose case it is.</param>
    /// <param name="at">When it was held; null when that is not on record, which makes it some day.</param>
    /// <param name="messages">What was said and done, in order.</param>
    /// <param name="isConsequential">Which of the service's tools change something.</param>
    public static RehearsalScript FromMessages(
        ConversationKey key, string customerId, DateTimeOffset? at, IReadOnlyList<ScriptedMessage> messages, Func<string, bool> isConsequential)
    {
        var (turns, decisions) = (new List<ScriptedTurn>(), new List<ReplayedDecision>());
        List<ActivityRecord> activities = [];
        foreach (var message in messages)
        {
            if (message.IsCustomers)
            {
                activities = [Implied(PromptNames.InputGuardrail, """{"verdict":"allow","reason":"It was answered."}"""), Implied(PromptNames.Triage, TriageAnswer)];
                var payload = JsonSerializer.SerializeToUtf8Bytes(new CustomerMessage { Text = message.Text }, StoredJson.Options);
                turns.Add(new(turns.Count + 1, ConversationInputs.Message, payload, at ?? s_someDay, activities));
                decisions.Add(new(DecisionKinds.Guardrail, turns.Count, DecisionReader.Message, "allow"));
                continue;
            }

            if (turns.Count == 0)
            {
                continue; // a greeting before anybody said anything: our agent does not begin
            }

            activities.Add(ScriptedActivities.Answer(message, activities.Count));
            activities.AddRange(message.Calls.Where(call => call.Result is not null).Select(ScriptedActivities.Call));
            decisions.AddRange(message.Calls.SelectMany(call => Decided(turns.Count, call, isConsequential(call.Tool))));
        }

        return new(key, customerId, "replay", turns, decisions);
    }

    /// <summary>A script of a conversation of ours.</summary>
    internal static RehearsalScript FromRecord(
        ConversationKey key, string customerId, string channel, IReadOnlyList<(int Number, string Kind, byte[] Payload)> inputs, IReadOnlyList<(int Turn, RecordedSuperstep Superstep)> supersteps)
    {
        var decisions = new DecisionReader();
        foreach (var (turn, superstep) in supersteps)
        {
            decisions.Read(turn, superstep);
        }

        var byTurn = supersteps.ToLookup(superstep => superstep.Turn, superstep => superstep.Superstep);
        List<ScriptedTurn> turns = [.. inputs.Where(input => byTurn.Contains(input.Number)).Select(input => new ScriptedTurn(
            input.Number, input.Kind, input.Payload, byTurn[input.Number].First().At, [.. byTurn[input.Number].SelectMany(superstep => ActivityRecord.ReadOf(superstep.Body))]))];
        return new(key, customerId, channel, turns, decisions.Decisions) { IsOurs = true };
    }

    /// <summary>What the customer wrote, with the turn it began.</summary>
    public IReadOnlyList<(int Turn, string Text)> CustomerMessages => [.. Turns.Where(turn => turn.Kind == ConversationInputs.Message)
        .Select(turn => (turn.Number, JsonSerializer.Deserialize<CustomerMessage>(turn.Payload.Span, StoredJson.Options)!.Text))];

    /// <summary>The customer's side alone, to be held in earnest in the shop of another tenant.</summary>
    /// <param name="tenant">Whose shop.</param>
    /// <param name="id">Names the conversation: each time it is held it is another one.</param>
    public RehearsalScript CustomersSide(string tenant, string id) =>
        new(new(tenant, id), CustomerId, Channel, [.. Turns.Where(turn => turn.Kind == ConversationInputs.Message)], Recorded) { IsOurs = IsOurs };

    private const string TriageAnswer = """{"category":"orders","priority":"normal","language":"en","closing":false,"reason":"It was answered by one agent for everything."}""";

    private static ActivityRecord Implied(string prompt, string answer) => ScriptedActivities.Model(prompt, answer);

    /// <summary>What a call tells of the decisions before it: it was made, and agreed to unless it was refused.</summary>
    private static IEnumerable<ReplayedDecision> Decided(int turn, ScriptedCall call, bool isConsequential)
    {
        var subject = DecisionReader.SubjectOf(call.Tool, call.Arguments);
        yield return new(DecisionKinds.Tool, turn, subject, "called");
        if (isConsequential && call.Result is { } result)
        {
            var isRefused = result.StartsWith("Error", StringComparison.Ordinal);
            yield return new(DecisionKinds.Eligibility, turn, subject, isRefused ? "refused" : "eligible", isRefused ? result : null);
        }
    }
}
