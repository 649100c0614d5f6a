namespace Agent.Host.Models;

/// <summary>The keys under which chat clients are registered; prompts name them in their execution settings.</summary>
internal static class ModelServiceIds
{
    public const string Small = "small";
    public const string Large = "large";
}
