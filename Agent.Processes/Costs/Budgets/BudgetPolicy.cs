namespace Agent.Processes.Costs.Budgets;

/// <summary>What is done with a model call that does not fit into a budget. They go together, and are tried in the order of their numbers from the highest down: <c>SummarizeFirst, CheaperModel, Stop</c>.</summary>
[Flags]
public enum BudgetPolicy
{
    /// <summary>A ticket is opened, and the customer told that a person takes over. The end where none is named.</summary>
    HandOver = 0,

    /// <summary>The customer is told that nothing more can be done here for now.</summary>
    Stop = 1,

    /// <summary>The small model is asked instead, if that fits.</summary>
    CheaperModel = 2,

    /// <summary>The history is summarised, and the call tried again with the smaller request. Only where there is a history worth it.</summary>
    SummarizeFirst = 4,
}
