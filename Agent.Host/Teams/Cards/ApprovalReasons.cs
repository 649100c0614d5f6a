using System.Globalization;
using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Policies;

namespace Agent.Host.Teams.Cards;

/// <summary>Why somebody is asked, and what the question rests on, in the words of the policy.</summary>
internal sealed class ApprovalReasons(PolicyBook policies)
{
    private const int MostFacts = 12;

    /// <summary>The rule that asks, with its conditions as they stand today; its name alone where there is no such rule any more.</summary>
    public string Why(ApprovalRequested request, TeamsTexts texts)
    {
        var rule = PolicyOf(request)?.Approvals.FirstOrDefault(rule => rule.Name == request.Rule);
        return rule is { When.Count: > 0 } ? $"{request.Rule}: {string.Join(", ", rule.When.Select(texts.Condition))}" : request.Rule;
    }

    /// <summary>The facts with their labels, in the policy's order; those that say nothing (a count of none, or the amount, which is shown by itself) are left out.</summary>
    public IReadOnlyList<(string Label, string Value)> Facts(ApprovalRequested request, TeamsTexts texts)
    {
        if (request.Facts is not { ValueKind: JsonValueKind.Object } facts)
            return [];
        var known = (PolicyOf(request)?.Facts ?? []).ToDictionary(fact => fact.Name, StringComparer.Ordinal);
        return [.. facts.EnumerateObject().Select(fact => Show(fact, known.GetValueOrDefault(fact.Name), request, texts)).OfType<(string, string)>().Take(MostFacts)];
    }

    private ToolPolicyView? PolicyOf(ApprovalRequested request) => policies.Describe().FirstOrDefault(policy => policy.Tool == request.Tool);

    private static (string Label, string Value)? Show(JsonProperty fact, FactView? known, ApprovalRequested request, TeamsTexts texts)
    {
        var (label, value) = (known?.Label ?? fact.Name.Replace('_', ' '), fact.Value.ToString().Replace('_', ' '));
        if (fact.Value.ValueKind == JsonValueKind.Number && fact.Value.TryGetDecimal(out var number))
        {
            var minor = (long)decimal.Round(number * 100);
            if (number == 0 || (known?.Unit == "usd" && minor == request.AmountMinor))
                return null;
            value = known?.Unit == "usd" ? texts.Money(minor) : number.ToString(CultureInfo.InvariantCulture);
        }
        else if (value.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(value, CultureInfo.InvariantCulture, out var at))
        {
            value = texts.Time(at);
        }

        return value.Length == 0 ? null : (Capital(label), value);
    }

    private static string Capital(string label)
    {
        // What is sealed is the time days are counted from, not their number.
        const string Days = "the number of days since ";
        var text = label.StartsWith(Days, StringComparison.Ordinal) ? label[Days.Length..] : label.StartsWith("the ", StringComparison.Ordinal) ? label[4..] : label;
        return text.Length == 0 ? text : char.ToUpperInvariant(text[0]) + text[1..];
    }
}
