using System.Text.Json;
using Agent.Processes.Evaluation;
using Agent.Processes.Journal;
using Agent.Processes.Policies;
using Agent.Processes.Replay.Journals;
using Agent.Processes.Replay.Rehearsing;
using Agent.Processes.Runtime.Replay;
using Agent.Processes.Steps.Tools;
using Agent.Processes.Terms;
using Agent.Processes.Workflows.Support.Approvals;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agent.Processes.Replay.Trials;

/// <summary>
/// Judges the proposed calls of past conversations by other policies, on the facts that were looked up then: no model, no tool and no workflow runs. It tells the blast
/// radius of a changed policy file: which verdicts would flip, and how much money is at stake.
/// </summary>
public sealed class PolicyTrial(PolicyBook policies)
{
    private readonly PolicyBook _policies = policies;
    private readonly TurnTermsMaker _tenants = new(policies, null, NullLogger<TurnTermsMaker>.Instance);

    /// <summary>The verdicts of a conversation that come out otherwise.</summary>
    /// <param name="journal">The conversation.</param>
    /// <param name="tenant">What is different for its tenant, whose own values come over the policies; null for nothing.</param>
    /// <param name="judged">How many verdicts there are in it.</param>
    public IReadOnlyList<DecisionDifference> Find(ConversationJournal journal, TenantTerms? tenant, out int judged)
    {
        ArgumentNullException.ThrowIfNull(journal);
        var held = (tenant is null ? null : _tenants.Make("of the recording", tenant).Policies) ?? _policies;
        var (before, now) = (new List<ReplayedDecision>(), new List<ReplayedDecision>());
        foreach (var (turn, superstep) in journal.Supersteps())
        {
            var reader = new DecisionReader();
            reader.Read(turn, superstep);
            List<ReplayedDecision> recorded = [.. reader.Decisions.Where(decision => decision.Kind is DecisionKinds.Eligibility or DecisionKinds.Approval)];
            if (recorded.Count > 0)
            {
                before.AddRange(recorded);
                now.AddRange(Judge(held, turn, superstep, recorded[0].Subject));
            }
        }

        judged = before.Count(decision => decision.Kind == DecisionKinds.Eligibility);
        return DecisionComparison.Find(before, now);
    }

    private static IEnumerable<ReplayedDecision> Judge(PolicyBook policies, int turn, RecordedSuperstep superstep, string subject)
    {
        var (tool, arguments) = (subject.Split(' ', 2)[0], LookedUp.Parse(subject[(subject.IndexOf(' ', StringComparison.Ordinal) + 1)..]));
        if (policies.Find(tool) is not { } policy || arguments is not { } given)
        {
            return [new(DecisionKinds.Eligibility, turn, subject, $"refused:{PolicyRules.NoPolicy}")];
        }

        var documents = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["arguments"] = given };
        var lookups = ActivityRecord.ReadOf(superstep.Body);
        foreach (var read in policy.Reads)
        {
            if (LookedUp.AnswerOf(lookups, read, documents) is not { } answer)
            {
                return [new(DecisionKinds.Eligibility, turn, subject, DecisionComparison.Undecided, $"{read.Tool} was not looked up then.")];
            }

            if (ToolText.IsError(answer) || LookedUp.Parse(answer) is not { } document)
            {
                return [new(DecisionKinds.Eligibility, turn, subject, $"refused:{PolicyRules.FactsMissing}", answer)];
            }

            documents[read.Name] = document;
        }

        var sheet = FactSheet.Take(policy.Facts, documents, superstep.At);
        var verdict = PolicyEvaluator.Evaluate(policy, sheet.Values, given);
        long? amount = sheet.Values.TryGetValue("amount", out var dollars) && dollars.Number is { } number ? (long)decimal.Round(number * 100) : null;
        return verdict.Eligible
            ? [new(DecisionKinds.Eligibility, turn, subject, "eligible", null, amount), new(DecisionKinds.Approval, turn, subject, $"{verdict.Approval}:{verdict.Rule}", null, amount)]
            : [new(DecisionKinds.Eligibility, turn, subject, $"refused:{verdict.Rule}", verdict.Reason, amount)];
    }
}
