using Agent.Processes.Policies;
using Agent.Processes.Prompts;

namespace Agent.Processes;

/// <summary>The policies and prompts as they are for one tenant, for whoever shows them.</summary>
public interface ITenantPolicies
{
    /// <summary>The policies that hold for a tenant's next turn: the file's, or the file's with its own values.</summary>
    ValueTask<PolicyBook> FindPoliciesAsync(string tenant, CancellationToken cancellationToken = default);

    /// <summary>The prompts that have words of the tenant, by name.</summary>
    ValueTask<IReadOnlyDictionary<string, Prompt>> FindOverlaysAsync(string tenant, CancellationToken cancellationToken = default);
}
