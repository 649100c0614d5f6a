using System.Globalization;
using System.Text.Json;
using Agent.Processes.Journal;
using Agent.Processes.Policies;
using Agent.Processes.Prompts;
using Agent.Processes.Replay;
using Agent.Processes.Workflows.Support;
using Agent.Processes.Workflows.Support.Approvals;
using Agent.Processes.Workflows.Support.Specialists;
using Microsoft.Extensions.Options;
using Microsoft.SemanticKernel;
using FunctionCallContent = Microsoft.Extensions.AI.FunctionCallContent;

namespace Agent.Processes.Evaluation;

/// <summary>
/// Puts single questions to the guardrail, to triage, to the policies and to the orders specialist, with the code, the prompts and the models of the workflow. No tool is
/// called, and nothing is stored.
/// </summary>
public sealed class DecisionTrials
{
    private readonly PromptLibrary _prompts;
    private readonly PolicyBook _policies;
    private readonly AgentModel _model;
    private readonly SupportOptions _options;
    private readonly Kernel _kernel;

    internal DecisionTrials(PromptLibrary prompts, PolicyBook policies, AgentModel model, IOptions<SupportOptions> options, Kernel kernel) =>
        (_prompts, _policies, _model, _options, _kernel) = (prompts, policies, model, options.Value, kernel);

    /// <summary>The prompts that are asked, by name, with version and hash.</summary>
    public IReadOnlyDictionary<string, string> Versions => new SortedDictionary<string, string>(
        _prompts.Prompts.Where(prompt => prompt.IsInForce).ToDictionary(prompt => prompt.Name, prompt => $"{prompt.Version} {prompt.Hash}"), StringComparer.Ordinal)
    {
        ["policies"] = $"{_policies.Version} {_policies.Hash}",
    };

    /// <summary>Answers a case.</summary>
    public async Task<EvaluationAnswer> AnswerAsync(EvaluationCase wanted, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        var scope = new ActivityScope("evaluation");
        ActivityScope.Current = scope; // it flows into what is called from here, and ends with this method
        var (label, note) = wanted.Kind switch
        {
            DecisionKinds.Guardrail => await GuardrailAsync(wanted, cancellationToken),
            DecisionKinds.Triage => await TriageAsync(wanted, cancellationToken),
            DecisionKinds.Eligibility => Judge(wanted),
            _ => await ToolAsync(wanted, cancellationToken),
        };
        List<ActivityRecord> calls = scope.Records ?? [];
        var isPriced = calls.All(call => call.CostUsd is not null);
        return new(label, note, calls.Count, calls.Sum(call => call.InputTokens ?? 0), calls.Sum(call => call.OutputTokens ?? 0), isPriced ? calls.Sum(call => call.CostUsd) : null);
    }

    /// <summary>A kernel in which there is a conversation, as in a step: which model a prompt goes to may depend on it.</summary>
    private Kernel KernelFor(EvaluationCase wanted)
    {
        var kernel = _kernel.Clone();
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(new("evaluation", wanted.Id), wanted.Customer ?? "guest", "evaluation", "t1");
        return kernel;
    }

    private async Task<(string Label, string? Note)> GuardrailAsync(EvaluationCase wanted, CancellationToken cancellationToken)
    {
        var verdict = await GuardrailStep.JudgeAsync(_prompts, _options, KernelFor(wanted), wanted.Text, cancellationToken);
        return (verdict.Allowed ? "allow" : $"block:{verdict.Source}", verdict.Reason);
    }

    private async Task<(string Label, string? Note)> TriageAsync(EvaluationCase wanted, CancellationToken cancellationToken)
    {
        var answer = await TriageStep.ClassifyAsync(_prompts, KernelFor(wanted), wanted.Text, wanted.Topic, wanted.LastAnswer, cancellationToken);
        return (answer.Closing ? EvaluationSuite.Goodbye : answer.Category, answer.Reason);
    }

    private (string Label, string? Note) Judge(EvaluationCase wanted)
    {
        if (_policies.Find(wanted.Tool!) is not { } policy)
        {
            return ($"refused:{PolicyRules.NoPolicy}", null);
        }

        if (policy.Reads.FirstOrDefault(read => !wanted.Facts.ContainsKey(read.Name)) is { } missing)
        {
            throw new InvalidOperationException($"the policy looks up '{missing.Name}' ({missing.Tool}), which is not among the facts of the case");
        }

        var documents = new Dictionary<string, JsonElement>(wanted.Facts, StringComparer.Ordinal) { ["arguments"] = wanted.Arguments!.Value };
        var sheet = FactSheet.Take(policy.Facts, documents, wanted.At);
        var verdict = PolicyEvaluator.Evaluate(policy, sheet.Values, wanted.Arguments.Value);
        return (verdict.Eligible ? $"eligible:{verdict.Approval}" : $"refused:{verdict.Rule}", verdict.Eligible ? verdict.Rule : verdict.Reason);
    }

    private async Task<(string Label, string? Note)> ToolAsync(EvaluationCase wanted, CancellationToken cancellationToken)
    {
        var (response, names) = await OrdersAgentQuestion.AskAsync(KernelFor(wanted), _prompts, _model, StateOf(wanted), wanted.Customer, wanted.At, null, canShrink: false, cancellationToken);
        if (response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>().FirstOrDefault() is not { } call)
        {
            return (EvaluationSuite.NoTool, response.Text);
        }

        var tool = names.FirstOrDefault(pair => pair.Value == call.Name || pair.Key == call.Name).Key ?? call.Name;
        var arguments = AgentTranscript.ArgumentsOf(call);
        var isRight = wanted.Arguments is not { } given || tool != wanted.Expect || ArgumentComparison.Holds(given, arguments);
        return (isRight ? tool : $"{tool} with other arguments", arguments.GetRawText());
    }

    private static OrdersAgentState StateOf(EvaluationCase wanted)
    {
        var state = new OrdersAgentState { LastCustomerText = wanted.Messages.Last(message => message.Role == AgentMessage.User).Text };
        foreach (var message in wanted.Messages)
        {
            state.Memory.Add(message.Role == AgentMessage.Call ? message with { CallId = string.Create(CultureInfo.InvariantCulture, $"call_{++state.Calls}_{state.Memory.Total}") } : message);
        }

        return state;
    }
}
