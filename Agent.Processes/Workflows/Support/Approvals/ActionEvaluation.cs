using System.Text.Json;
using Agent.Processes.Policies;
using Agent.Processes.Steps.Tools;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Workflows.Support.Approvals;

/// <summary>A proposed call, judged by its policy on facts read just now.</summary>
internal sealed record ActionEvaluation
{
    public required PolicyVerdict Verdict { get; init; }

    /// <summary>What the call does, in one sentence; empty when the facts could not be read.</summary>
    public string Summary { get; init; } = "";

    public required JsonElement Facts { get; init; }

    /// <summary>See <see cref="ActionSeal"/>.</summary>
    public required string Digest { get; init; }

    /// <summary>The fact <c>amount</c> in cents, when the policy has one.</summary>
    public long? AmountMinor { get; init; }

    /// <summary>Reads the facts the policy names and judges the call.</summary>
    public static async Task<ActionEvaluation> MakeAsync(
        Kernel kernel, PolicyBook policies, ToolCall call, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (policies.Find(call.Tool) is not { } policy)
        {
            return Refused(PolicyRules.NoPolicy, "There is no policy that allows this.");
        }

        var documents = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["arguments"] = call.Arguments };
        foreach (var read in policy.Reads)
        {
            var result = await ToolCalls.ReadAsync(kernel, CallFor(read, call, documents), cancellationToken);
            if (ToolText.IsError(result) || Parse(result) is not { } document)
            {
                return Refused(PolicyRules.FactsMissing, $"It could not be checked: {(ToolText.IsError(result) ? result[ToolText.ErrorPrefix.Length..].Trim() : "the answer was unreadable")}.");
            }

            documents[read.Name] = document;
        }

        var sheet = FactSheet.Take(policy.Facts, documents, now);
        return new()
        {
            Verdict = PolicyEvaluator.Evaluate(policy, sheet.Values, call.Arguments),
            Summary = PolicyText.Fill(policy.Summary, policy, sheet.Values, call.Arguments),
            Facts = sheet.Sealed,
            Digest = ActionSeal.Compute(call.Tool, call.Arguments, policies, sheet.Sealed),
            AmountMinor = sheet.Values.TryGetValue("amount", out var amount) && amount.Number is { } dollars ? (long)decimal.Round(dollars * 100) : null,
        };
    }

    private static ToolCall CallFor(FactRead read, ToolCall call, Dictionary<string, JsonElement> documents) => new()
    {
        CallId = $"{call.CallId}_{read.Name}",
        Tool = read.Tool,
        Arguments = JsonSerializer.SerializeToElement(read.Arguments.ToDictionary(pair => pair.Key, pair => pair.Value.Follow(documents))),
        CustomerId = call.CustomerId,
    };

    private static JsonElement? Parse(string result)
    {
        try
        {
            using var document = JsonDocument.Parse(result);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static ActionEvaluation Refused(string rule, string reason) => new()
    {
        Verdict = new() { Eligible = false, Rule = rule, Reason = reason },
        Facts = JsonSerializer.SerializeToElement(new Dictionary<string, string>()),
        Digest = "",
    };
}
