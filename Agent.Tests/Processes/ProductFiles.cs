using Agent.Processes.Policies;
using Agent.Processes.Prompts;

namespace Agent.Tests.Processes;

/// <summary>The product's own prompts and policies, as they are copied to the output.</summary>
internal static class ProductFiles
{
    public static PromptLibrary Prompts { get; } = PromptLibrary.Load(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"));

    public static PolicyBook Policies { get; } = PolicyBook.Load(Path.Combine(AppContext.BaseDirectory, "policies.yaml"));

    public static string PromptsText { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "prompts.yaml"));

    public static string PoliciesText { get; } = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "policies.yaml"));
}
