namespace Agent.Processes.Costs.Budgets;

/// <summary>What is done with a model call that does not fit into a budget.</summary>
public enum BudgetPolicy
{
    /// <summary>A ticket is opened, and the customer told that a person takes over.</summary>
    HandOver,

    /// <summary>The customer is told that nothing more can be done here for now.</summary>
    Stop,

    /// <summary>The small model is asked instead, if that fits; otherwise a person takes over.</summary>
    CheaperModel,
}
