using System.ComponentModel.DataAnnotations;

namespace Agent.Processes.Prompts;

/// <summary>Where the prompts are.</summary>
public sealed class PromptOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Prompts";

    /// <summary>The prompts file; a relative path is looked for in the working directory, then beside the program. Default: <c>prompts.yaml</c>.</summary>
    [Required]
    public string Path { get; set; } = "prompts.yaml";

    /// <summary>Which calls go to another model, by names of your own. They are tried in the order of their names, and the first that fits holds. Default: none.</summary>
    public Dictionary<string, PromptRoute> Routes { get; } = [];
}
