namespace Agent.Processes.Definitions;

/// <summary>What can come into force. Stored names.</summary>
public static class DefinitionKinds
{
    /// <summary>The policies, as one text.</summary>
    public const string Policies = "policies";

    /// <summary>One prompt.</summary>
    public const string Prompt = "prompt";
}
