using System.ComponentModel.DataAnnotations;

namespace Agent.Processes.Costs.Budgets;

/// <summary>Refuses a number that stands for no policy: binding would take it.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class AllowedPoliciesAttribute : ValidationAttribute
{
    public override bool IsValid(object? value) =>
        value is BudgetPolicy policy && (policy & ~(BudgetPolicy.Stop | BudgetPolicy.CheaperModel | BudgetPolicy.SummarizeFirst)) == 0;

    public override string FormatErrorMessage(string name) => $"{name} may be HandOver, Stop, CheaperModel and SummarizeFirst, with commas between them.";
}
