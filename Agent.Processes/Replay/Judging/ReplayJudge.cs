using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Journal;
using Agent.Processes.Prompts;
using Agent.Processes.Replay.Rehearsing;
using Microsoft.SemanticKernel;

namespace Agent.Processes.Replay.Judging;

/// <summary>Lets a model compare two answers, by a prompt of the prompts file. A hint for people: nothing is decided by it.</summary>
public sealed class ReplayJudge
{
    /// <summary>The judge that comes with the prompts.</summary>
    public const string PromptName = "replay_judge";

    private readonly Prompt _prompt;
    private readonly Kernel _kernel;

    private ReplayJudge(Prompt prompt, Kernel kernel) => (_prompt, _kernel) = (prompt, kernel);

    /// <summary>Takes a judge from the prompts.</summary>
    /// <param name="prompts">The prompts.</param>
    /// <param name="name">The judge's prompt.</param>
    /// <param name="kernel">Has the models.</param>
    /// <returns>Null when there is no such prompt, or its answer is no verdict.</returns>
    public static ReplayJudge? Find(PromptLibrary prompts, string name, Kernel kernel)
    {
        ArgumentNullException.ThrowIfNull(prompts);
        return prompts.Prompts.FirstOrDefault(prompt => prompt.IsInForce && prompt.Name == name && IsVerdict(prompt.Schema)) is { } found ? new(found, kernel) : null;
    }

    /// <summary>Judges one answer.</summary>
    /// <param name="customer">What the customer wrote.</param>
    /// <param name="recorded">What was answered then.</param>
    /// <param name="now">What is answered now.</param>
    /// <param name="spending">What it may cost.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    public async Task<(JudgeVerdict Verdict, RehearsalUsage Usage)> JudgeAsync(string customer, string recorded, string now, ReplaySpending spending, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(spending);
        var scope = new ActivityScope("judge") { Conversation = new(new(spending.Tenant, ""), "guest", "replay", "") { Spending = spending } };
        ActivityScope.Current = scope; // it flows into what is called from here, and ends with this method
        var question = new JsonObject { ["customer"] = customer, ["first"] = recorded, ["second"] = now }.ToJsonString(s_relaxed);
        var verdict = await _prompt.ClassifyAsync(_kernel, question, null, JudgeJson.Default.JudgeVerdict, cancellationToken);
        var calls = scope.Records ?? [];
        var cost = calls.All(call => call.CostUsd is not null) ? calls.Sum(call => call.CostUsd) : null;
        return (verdict ?? new(JudgeVerdict.None, "The model gave no valid verdict."), new(calls.Count, calls.Sum(call => call.InputTokens ?? 0), calls.Sum(call => call.OutputTokens ?? 0), cost));
    }

    private static bool IsVerdict(AnswerSchema? schema) =>
        schema is not null && schema.Json.TryGetProperty("required", out var required) && required.EnumerateArray().Select(name => name.GetString()).ToHashSet().IsSupersetOf(["verdict", "reason"]);

    private static readonly JsonSerializerOptions s_relaxed = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(JudgeVerdict))]
internal sealed partial class JudgeJson : JsonSerializerContext;
