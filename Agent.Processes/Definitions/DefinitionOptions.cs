namespace Agent.Processes.Definitions;

/// <summary>What is said of changed policies and prompts.</summary>
public sealed class DefinitionOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Definitions";

    /// <summary>Who changed them: set by whatever deploys, such as the author of the commit. Default: the user this program runs as, and on which machine.</summary>
    public string ChangedBy { get; set; } = $"{Environment.UserName}@{Environment.MachineName}";
}
