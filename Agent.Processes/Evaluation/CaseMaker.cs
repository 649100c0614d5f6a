using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Journal;
using Agent.Processes.Policies;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Journals;
using Agent.Processes.Replay.Rehearsing;
using Agent.Processes.Runtime.Replay;

namespace Agent.Processes.Evaluation;

/// <summary>
/// Makes cases of conversations that were held: of every message one for the guardrail and one for triage, of every proposed call one for the policies, and of every message
/// the orders specialist took one for the tool it called first. What was decided is taken for right: whoever adds the cases reads them, and knows better.
/// </summary>
public sealed class CaseMaker
{
    private readonly PolicyBook _policies;

    internal CaseMaker(PolicyBook policies) => _policies = policies;

    /// <summary>The cases in a conversation of this service, as a suite's file has them.</summary>
    public IReadOnlyList<JsonObject> MakeFrom(ConversationJournal journal)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var cases = new List<JsonObject>();
        var remembered = new RememberedConversation(journal.CustomerId);
        var reader = new DecisionReader(); // one for all turns: what has not changed is not written down again
        foreach (var turn in journal.Supersteps().GroupBy(superstep => superstep.Turn, superstep => superstep.Superstep))
        {
            foreach (var superstep in turn)
            {
                reader.Read(turn.Key, superstep);
            }

            List<ReplayedDecision> decisions = [.. reader.Decisions.Where(decision => decision.Turn == turn.Key)];
            if (journal.ToMessages(turn.Key) is [{ IsCustomers: true, Text: var text }, ..])
            {
                cases.AddRange(OfMessage(journal.Id, turn.Key, text, decisions, remembered));
                if (decisions.Exists(decision => decision is { Kind: DecisionKinds.Triage, Value: "orders" }))
                {
                    var called = decisions.Find(decision => decision.Kind == DecisionKinds.Tool)?.Subject.Split(' ', 2);
                    cases.Add(OfTool(journal.Id, turn.Key, remembered.Customer, called?[0], called is [_, var arguments] ? JsonNode.Parse(arguments) : null, turn.First().At, CaseMessages.Write(remembered.With(text))));
                }
            }

            cases.AddRange(turn.SelectMany(superstep => OfCalls(journal.Id, turn.Key, superstep)).Select(Numbered));
            foreach (var superstep in turn)
            {
                remembered.Take(superstep);
            }
        }

        return cases;
    }

    /// <summary>The cases in a recording of others: the customer's messages, which were all let in, and the first call behind each.</summary>
    public static IReadOnlyList<JsonObject> MakeFrom(string id, string customerId, DateTimeOffset? at, IReadOnlyList<ScriptedMessage> messages)
    {
        ArgumentNullException.ThrowIfNull(messages);
        var cases = new List<JsonObject>();
        for (var (place, turn) = (0, 0); place < messages.Count; place++)
        {
            if (messages[place] is { IsCustomers: true, Text.Length: > 0 } message)
            {
                turn++;
                cases.Add(Case(id, turn, DecisionKinds.Guardrail, "allow", ("text", message.Text)));
                var call = messages.Skip(place + 1).TakeWhile(next => !next.IsCustomers).SelectMany(next => next.Calls).FirstOrDefault();
                var said = CaseMessages.Write(CaseMessages.Of(messages.Take(place + 1)));
                cases.Add(OfTool(id, turn, customerId == "guest" ? null : customerId, call?.Tool, call is null ? null : JsonNode.Parse(call.Arguments.GetRawText()), at, said));
            }
        }

        return cases;
    }

    private static IEnumerable<JsonObject> OfMessage(string id, int turn, string text, IReadOnlyList<ReplayedDecision> decisions, RememberedConversation remembered)
    {
        foreach (var decision in decisions.Where(decision => decision.Subject == DecisionReader.Message))
        {
            if (decision.Kind == DecisionKinds.Guardrail)
            {
                yield return Case(id, turn, decision.Kind, decision.Value.Split(',', 2)[0], ("text", text));
            }

            // While a question is open, nobody is asked who takes the message.
            if (decision is { Kind: DecisionKinds.Triage, Value: not "waiting" })
            {
                yield return Case(id, turn, decision.Kind, decision.Value, ("text", text), ("topic", remembered.Topic), ("last_answer", remembered.LastAnswer));
            }
        }
    }

    private static JsonObject OfTool(string id, int turn, string? customer, string? tool, JsonNode? arguments, DateTimeOffset? at, JsonArray messages) => Case(
        id, turn, DecisionKinds.Tool, tool ?? EvaluationSuite.NoTool,
        ("customer", customer), ("at", at?.ToString("O", CultureInfo.InvariantCulture)), ("arguments", arguments is JsonObject { Count: > 0 } ? arguments : null), ("messages", messages));

    private IEnumerable<JsonObject> OfCalls(string id, int turn, RecordedSuperstep superstep)
    {
        var reader = new DecisionReader();
        reader.Read(turn, superstep);
        if (reader.Decisions.FirstOrDefault(decision => decision.Kind == DecisionKinds.Eligibility) is not { } verdict
            || verdict.Value == DecisionComparison.Undecided || verdict.Subject.Split(' ', 2) is not [var tool, var arguments] || _policies.Find(tool) is not { } policy)
        {
            yield break;
        }

        var given = JsonNode.Parse(arguments)!;
        var facts = new JsonObject();
        foreach (var (name, document) in LookedUp.Find(policy, JsonSerializer.SerializeToElement(given), ActivityRecord.ReadOf(superstep.Body)))
        {
            facts[name] = JsonNode.Parse(document.GetRawText());
        }

        if (policy.Reads.All(read => facts.ContainsKey(read.Name)))
        {
            var by = reader.Decisions.FirstOrDefault(decision => decision.Kind == DecisionKinds.Approval)?.Value.Split(':')[0];
            yield return Case(id, turn, DecisionKinds.Eligibility, by is null ? verdict.Value : $"eligible:{by}",
                ("tool", tool), ("at", superstep.At.ToString("O", CultureInfo.InvariantCulture)), ("arguments", given), ("facts", facts));
        }
    }

    private static JsonObject Numbered(JsonObject one, int index)
    {
        one["id"] = index == 0 ? (string?)one["id"] : string.Create(CultureInfo.InvariantCulture, $"{(string?)one["id"]}_{index + 1}");
        return one;
    }

    private static JsonObject Case(string id, int turn, string kind, string expect, params ReadOnlySpan<(string Name, JsonNode? Value)> members)
    {
        var made = new JsonObject { ["id"] = string.Create(CultureInfo.InvariantCulture, $"{id}_{turn}_{kind}"), ["kind"] = kind, ["expect"] = expect };
        foreach (var (name, value) in members)
        {
            if (value is not null)
            {
                made[name] = value;
            }
        }

        return made;
    }
}
