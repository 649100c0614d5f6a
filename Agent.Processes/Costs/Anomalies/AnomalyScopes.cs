namespace Agent.Processes.Costs.Anomalies;

/// <summary>Whose usage is unusual, as stored and in metrics.</summary>
public static class AnomalyScopes
{
    /// <summary>A conversation, once however long it goes on.</summary>
    public const string Conversation = "conversation";

    /// <summary>A customer with several conversations on one day.</summary>
    public const string Customer = "customer";

    /// <summary>A version of a prompt, against the version before it.</summary>
    public const string Prompt = "prompt";
}
