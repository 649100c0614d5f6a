namespace Agent.Host.Models.Offline.Prompts;

/// <summary>The prompts the rules know, by the name that every model call carries in its additional properties.</summary>
internal static class PromptNames
{
    /// <summary>The property that carries the name.</summary>
    public const string Property = "prompt.name";

    public const string InputGuardrail = "input_guardrail";
    public const string Triage = "triage";
    public const string Confirmation = "confirmation";
    public const string OrdersAgent = "orders_agent";
    public const string GeneralAgent = "general_agent";
    public const string ConversationSummary = "conversation_summary";
}
