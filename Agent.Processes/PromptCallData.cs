namespace Agent.Processes;

/// <summary>The keys in <c>ChatOptions.AdditionalProperties</c> that say which prompt a model call was made from. They stay in the process: no provider sees them.</summary>
public static class PromptCallData
{
    /// <summary>The prompt's name in prompts.yaml.</summary>
    public const string Name = "prompt.name";

    /// <summary>Its version.</summary>
    public const string Version = "prompt.version";

    /// <summary>Lower-case hex SHA-256 of its entry, the first 16 digits.</summary>
    public const string Hash = "prompt.hash";
}
