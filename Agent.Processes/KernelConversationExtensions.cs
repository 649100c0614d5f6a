using Microsoft.SemanticKernel;

namespace Agent.Processes;

/// <summary>What the runtime lays into a step's kernel, and how a step reads it.</summary>
public static class KernelConversationExtensions
{
    internal const string InfoKey = "agent.conversation";
    internal const string OutputKey = "agent.output";
    internal const string DeskKey = "agent.approvals";

    /// <summary>Holds the conversation's <see cref="ConversationKey"/> when it is a sandbox.</summary>
    internal const string SandboxKey = "agent.sandbox";

    /// <summary>Holds the <see cref="TenantTerms"/> of the conversation's tenant, where something is different for it.</summary>
    internal const string TermsKey = "agent.terms";

    /// <summary>Holds the <see cref="Policies.PolicyBook"/> of the conversation's tenant, where it has values of its own.</summary>
    internal const string PoliciesKey = "agent.policies";

    /// <summary>Holds the prompts with words of the conversation's tenant, by name.</summary>
    internal const string OverlaysKey = "agent.prompt_overlays";

    /// <summary>Holds the id under which what is different for the tenant is recorded.</summary>
    internal const string TermsIdKey = "agent.terms_id";

    /// <summary>Holds a fork's own versions of prompts, by name.</summary>
    internal const string PromptsKey = "agent.prompts";

    extension(Kernel kernel)
    {
        /// <summary>The conversation this step works in.</summary>
        /// <exception cref="InvalidOperationException">The kernel was not made by the durable runtime.</exception>
        public ConversationInfo Conversation => kernel.Read<ConversationInfo>(InfoKey);

        /// <summary>The approvals of this conversation.</summary>
        /// <exception cref="InvalidOperationException">The kernel was not made by the durable runtime.</exception>
        public IApprovalDesk Approvals => kernel.Read<IApprovalDesk>(DeskKey);

        /// <summary>Where pieces of the answer go; outside the durable runtime they go nowhere.</summary>
        public ITurnOutput TurnOutput => kernel.Data.TryGetValue(OutputKey, out var output) && output is ITurnOutput sink ? sink : NoOutput.Instance;

        private T Read<T>(string key) where T : class =>
            kernel.Data.TryGetValue(key, out var value) && value is T found
                ? found
                : throw new InvalidOperationException($"The kernel holds no '{key}': this step runs outside the durable runtime.");
    }

    private sealed class NoOutput : ITurnOutput
    {
        public static readonly NoOutput Instance = new();

        public void WriteDelta(string text)
        {
        }
    }
}
