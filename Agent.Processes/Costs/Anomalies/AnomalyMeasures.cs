namespace Agent.Processes.Costs.Anomalies;

/// <summary>What has left its usual range.</summary>
public static class AnomalyMeasures
{
    /// <summary>Tokens in and out on one day.</summary>
    public const string Tokens = "tokens";

    /// <summary>Model calls for each turn: iterations.</summary>
    public const string CallsPerTurn = "calls_per_turn";

    /// <summary>Of a prompt: tokens in and out for each call.</summary>
    public const string TokensPerCall = "tokens_per_call";

    /// <summary>Of a prompt: calls for each conversation of the day.</summary>
    public const string CallsPerConversation = "calls_per_conversation";
}
