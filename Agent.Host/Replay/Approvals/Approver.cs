using System.Text.Json;
using Agent.Host.Replay.Effects;
using Agent.Host.Replay.Recordings;
using Agent.Processes;

namespace Agent.Host.Replay.Approvals;

/// <summary>Who says yes in a replay, as its specification says.</summary>
internal sealed class Approver
{
    private readonly ReplayApprovals _choice;
    private readonly List<ApprovalRule> _rules;

    /// <exception cref="ReplayFault">A rule says nothing, or nothing that can be told in this mode.</exception>
    public Approver(ReplaySpec spec)
    {
        _choice = spec.Approvals;
        _rules = [.. spec.ApproveIf.Select(ApprovalRule.Parse)];
        if ((_choice is ReplayApprovals.Rule) != (_rules.Count > 0))
        {
            throw new ReplayFault("--approvals rule and --approve-if go together: a call that one of the rules holds for is agreed to, any other is not");
        }

        if (spec.Mode is ReplayMode.Effects && _rules.Exists(rule => rule.NeedsPolicy))
        {
            throw new ReplayFault("in mode effects no policy is asked, so a rule for approvals knows tool and arguments, and neither by nor amount");
        }
    }

    /// <summary>The answer to an open question; null where it is that of the recording.</summary>
    public Func<ApprovalRequested, bool>? DecidesFor(RecordedConversation recording)
    {
        switch (_choice)
        {
            case ReplayApprovals.AsRecorded:
                return null;
            case ReplayApprovals.GroundTruth:
                var isRight = GroundTruth.ApproverOf(recording);
                return asked => isRight(asked.Tool, asked.Arguments);
            case ReplayApprovals.Rule:
                return asked => _rules.Exists(rule => rule.Holds(asked.Tool, asked.Arguments, asked.Approver, asked.AmountMinor));
            default:
                return _ => _choice is ReplayApprovals.Approve;
        }
    }

    /// <summary>Whether a rule agrees to a recorded call.</summary>
    public bool AgreesTo(RecordedToolCall call) => _rules.Exists(rule => rule.Holds(call.Tool, JsonSerializer.SerializeToElement(call.Arguments)));
}
