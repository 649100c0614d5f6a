namespace Agent.Processes.Prompts;

/// <summary>The prompts the service needs, by their stored names.</summary>
public static class PromptNames
{
    /// <summary>Says whether a message is one a customer of a shop would write.</summary>
    public const string InputGuardrail = "input_guardrail";

    /// <summary>Says which team a message is for.</summary>
    public const string Triage = "triage";

    /// <summary>Says what a customer's message means for the question that is open.</summary>
    public const string Confirmation = "confirmation";

    /// <summary>The specialist for orders.</summary>
    public const string OrdersAgent = "orders_agent";

    /// <summary>Answers everything that concerns no case.</summary>
    public const string GeneralAgent = "general_agent";

    /// <summary>Says in short what was said so far, for the agents of a long conversation.</summary>
    public const string ConversationSummary = "conversation_summary";

    /// <summary>A file that lacks one of these is faulty.</summary>
    internal static readonly IReadOnlyList<string> Required = [InputGuardrail, Triage, Confirmation, OrdersAgent, GeneralAgent, ConversationSummary];

    /// <summary>Those whose answer is JSON and so need an output schema.</summary>
    internal static readonly IReadOnlySet<string> Classifiers = new HashSet<string> { InputGuardrail, Triage, Confirmation };

    /// <summary>The variables each template must use, because the code that calls it fills them in and the answer depends on them.</summary>
    internal static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> Variables = new Dictionary<string, IReadOnlyList<string>>
    {
        [InputGuardrail] = [],
        [Triage] = [PromptVariables.Topic, PromptVariables.LastAnswer],
        [Confirmation] = [PromptVariables.PendingAction],
        [OrdersAgent] = [PromptVariables.CustomerId, PromptVariables.Today, PromptVariables.Waiting],
        [GeneralAgent] = [],
        [ConversationSummary] = [],
    };
}
