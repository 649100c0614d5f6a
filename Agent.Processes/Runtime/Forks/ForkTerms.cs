using Microsoft.SemanticKernel;

namespace Agent.Processes.Runtime.Forks;

/// <summary>
/// What a fork runs under. It travels with the turn's progress from checkpoint to checkpoint, so that an ordinary conversation neither stores nor
/// reads anything of it.
/// </summary>
internal sealed record ForkTerms
{
    /// <summary>True when consequential tools must not run.</summary>
    public bool Sandbox { get; init; }

    /// <summary>Versions of prompts in place of those in force, by name.</summary>
    public IReadOnlyDictionary<string, string>? Prompts { get; init; }

    /// <summary>Tells the filters and the steps of a turn.</summary>
    public void LayInto(Kernel kernel, ConversationKey key)
    {
        if (Sandbox)
        {
            kernel.Data[KernelConversationExtensions.SandboxKey] = key;
        }

        if (Prompts is not null)
        {
            kernel.Data[KernelConversationExtensions.PromptsKey] = Prompts;
        }
    }
}
