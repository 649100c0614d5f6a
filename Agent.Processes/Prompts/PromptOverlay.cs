using System.Text.Json.Serialization;

namespace Agent.Processes.Prompts;

/// <summary>A tenant's own words in a prompt.</summary>
/// <param name="Instructions">What is added to the template, before the lines that hold variables: tone, brand, what the shop does differently.</param>
/// <param name="Template">A template in place of the file's.</param>
public sealed record PromptOverlay(string? Instructions = null, string? Template = null)
{
    /// <summary>The eight hex digits that stand for the words in the version of the tenant's prompt.</summary>
    [JsonIgnore]
    public string Hash => PromptComposer.HashOf(this);
}
