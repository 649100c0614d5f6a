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
}
