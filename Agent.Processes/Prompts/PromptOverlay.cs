namespace Agent.Processes.Prompts;

/// <summary>A tenant's own words in a prompt.</summary>
/// <param name="Instructions">What is added to the template, before the lines that hold variables: tone, brand, what the shop does differently.</param>
/// <param name="Template">A template in place of the file's.</param>
public sealed record PromptOverlay(string? Instructions = null, string? Template = null);
