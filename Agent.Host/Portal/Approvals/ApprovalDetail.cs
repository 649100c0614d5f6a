using Agent.Processes;
using Agent.Processes.Policies;

namespace Agent.Host.Portal.Approvals;

/// <summary>One approval, and what helps to decide it.</summary>
/// <param name="Approval">What is asked.</param>
/// <param name="Verdict">What the policies said of it; null when that is no longer kept.</param>
/// <param name="Policy">What holds for its tool today; null when there is no policy for it any more.</param>
/// <param name="Transcript">What was said.</param>
public sealed record ApprovalDetail(ApprovalView Approval, EligibilityDecided? Verdict, ToolPolicyView? Policy, IReadOnlyList<TranscriptEntry> Transcript)
{
    /// <summary>The rule that asks, as it stands today.</summary>
    public ApprovalRuleView? Rule => Policy?.Approvals.FirstOrDefault(rule => rule.Name == Approval.Request.Rule);

    /// <summary>The facts with their labels, in the policy's order; those that say nothing (a count of none) are left out.</summary>
    public IEnumerable<(string Label, string Value)> Facts(Formatting.PortalFormat format)
    {
        if (Approval.Request.Facts is not { ValueKind: System.Text.Json.JsonValueKind.Object } facts)
            yield break;
        foreach (var fact in facts.EnumerateObject())
        {
            var known = Policy?.Facts.FirstOrDefault(candidate => candidate.Name == fact.Name);
            if (fact.Value.ValueKind is System.Text.Json.JsonValueKind.Number && fact.Value.TryGetDecimal(out var count) && count == 0 && known?.Unit is null)
                continue;
            var text = known?.Unit == "usd" && fact.Value.TryGetDecimal(out var dollars) ? format.Money((long)decimal.Round(dollars * 100))
                : DateTimeOffset.TryParse(fact.Value.ToString(), System.Globalization.CultureInfo.InvariantCulture, out var at) && fact.Value.ToString().Contains('T', StringComparison.Ordinal) ? format.DateTime(at)
                : fact.Value.ToString().Replace('_', ' ');
            if (text.Length > 0)
                yield return (known?.Label is { } label ? Capital(label) : fact.Name, text);
        }
    }

    private static string Capital(string label)
    {
        // What is sealed is the time days are counted from, not their number.
        const string Days = "the number of days since ";
        var text = label.StartsWith(Days, StringComparison.Ordinal) ? label[Days.Length..] : label.StartsWith("the ", StringComparison.Ordinal) ? label[4..] : label;
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
