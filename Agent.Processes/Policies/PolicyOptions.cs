using System.ComponentModel.DataAnnotations;

namespace Agent.Processes.Policies;

/// <summary>Where the policies are.</summary>
public sealed class PolicyOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Policies";

    /// <summary>The policies file; a relative path is looked for in the working directory, then beside the program. Default: <c>policies.yaml</c>.</summary>
    [Required]
    public string Path { get; set; } = "policies.yaml";
}
