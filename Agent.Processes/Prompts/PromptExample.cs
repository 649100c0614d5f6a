namespace Agent.Processes.Prompts;

/// <summary>One worked example of a classifier, sent before the message in question.</summary>
/// <param name="Input">What the customer wrote.</param>
/// <param name="Answer">The answer, as compact JSON.</param>
public sealed record PromptExample(string Input, string Answer);
