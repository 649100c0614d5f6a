namespace Agent.Processes.Costs.Usage;

/// <summary>What usage is added up by.</summary>
public enum UsageDimension
{
    /// <summary>Everything in one line: the tenant.</summary>
    Tenant,

    /// <summary>The day a call began, in UTC.</summary>
    Day,

    /// <summary>The customer.</summary>
    Customer,

    /// <summary>The conversation.</summary>
    Conversation,

    /// <summary>The step that called, such as <c>orders/agent</c>.</summary>
    Step,

    /// <summary>The prompt and its version, such as <c>triage@1</c>.</summary>
    Prompt,

    /// <summary>The model that answered, as it names itself; <c>unknown</c> for calls that failed.</summary>
    Model,

    /// <summary>
    /// The feature a call belongs to: the workflow its conversation runs, and the channel it is held on, such as <c>support/web</c> or <c>support/teams</c>. A channel is what its caller
    /// says it is; those of a tenant behind the hundredth of a day are told together, as <c>support/(other)</c>.
    /// </summary>
    Feature,
}
