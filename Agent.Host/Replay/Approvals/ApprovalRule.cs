using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Agent.Host.Replay.Approvals;

/// <summary>One rule by which a replay agrees to a call: conditions that must all hold, such as <c>tool=return_delivered_order_items, by=customer, amount&lt;=200</c>.</summary>
internal sealed partial class ApprovalRule
{
    public const string Tool = "tool";
    public const string By = "by";
    public const string Amount = "amount";

    private readonly List<Condition> _conditions;

    private ApprovalRule(List<Condition> conditions) => _conditions = conditions;

    /// <summary>Whether it speaks of what only a policy knows: who is asked, and how much money is at stake.</summary>
    public bool NeedsPolicy => _conditions.Exists(condition => condition.Name is By or Amount);

    /// <exception cref="ReplayFault">It says nothing.</exception>
    public static ApprovalRule Parse(string text)
    {
        List<Condition> conditions = [.. text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(part => ParseCondition(part, text))];
        return conditions.Count > 0 ? new(conditions) : throw new ReplayFault("a rule for approvals has conditions, such as tool=cancel_pending_order");
    }

    /// <summary>Whether a call is agreed to by it.</summary>
    /// <param name="tool">The tool.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="by">Who is asked; null where nobody is.</param>
    /// <param name="amountMinor">The money at stake in cents; null where that is not known, which satisfies no condition on it.</param>
    public bool Holds(string tool, JsonElement arguments, string? by = null, long? amountMinor = null) => _conditions.TrueForAll(condition => condition.Name switch
    {
        Tool => condition.Holds(tool),
        By => by is not null && condition.Holds(by),
        Amount => amountMinor is { } cents && condition.Holds((cents / 100m).ToString(CultureInfo.InvariantCulture)),
        var argument => arguments.ValueKind is JsonValueKind.Object && arguments.TryGetProperty(argument, out var value) && condition.Holds(value.ToString()),
    });

    private static Condition ParseCondition(string part, string rule) => Shape().Match(part) is { Success: true } match
        && (match.Groups["than"].Value is "=" or "!=" || decimal.TryParse(match.Groups["value"].Value, NumberStyles.Number, CultureInfo.InvariantCulture, out _))
        ? new(match.Groups["name"].Value, match.Groups["than"].Value, match.Groups["value"].Value.Trim())
        : throw new ReplayFault($"'{part}' in '{rule}' is no condition: write tool=, by=, amount<= or an argument's name, with =, != or, before a number, <, <=, > or >=");

    [GeneratedRegex(@"^(?<name>[a-z][a-z0-9_]*)\s*(?<than><=|>=|!=|<|>|=)\s*(?<value>.+)$")]
    private static partial Regex Shape();

    private sealed record Condition(string Name, string Than, string Value)
    {
        public bool Holds(string actual)
        {
            if (Than is "=" or "!=")
            {
                return string.Equals(Plain(actual), Plain(Value), StringComparison.OrdinalIgnoreCase) == (Than == "=");
            }

            return decimal.TryParse(actual, NumberStyles.Number, CultureInfo.InvariantCulture, out var number)
                && decimal.Parse(Value, NumberStyles.Number, CultureInfo.InvariantCulture) is var limit
                && Than switch { "<" => number < limit, "<=" => number <= limit, ">" => number > limit, _ => number >= limit };
        }

        private static string Plain(string text) => text.Trim().TrimStart('#');
    }
}
