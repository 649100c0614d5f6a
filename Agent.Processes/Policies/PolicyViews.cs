namespace Agent.Processes.Policies;

/// <summary>What holds for one tool, for people to read.</summary>
/// <param name="Tool">The tool.</param>
/// <param name="Summary">What the call does, with facts and arguments in braces.</param>
/// <param name="Facts">What is looked at.</param>
/// <param name="Rules">What must hold.</param>
/// <param name="Approvals">Who must agree; the first that applies decides.</param>
public sealed record ToolPolicyView(
    string Tool, string Summary, IReadOnlyList<FactView> Facts, IReadOnlyList<PolicyRuleView> Rules, IReadOnlyList<ApprovalRuleView> Approvals);

/// <summary>A fact.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="Label">What a customer would call it.</param>
/// <param name="Unit"><c>usd</c> for an amount in dollars, else null.</param>
public sealed record FactView(string Name, string Label, string? Unit);

/// <summary>A comparison of a fact.</summary>
/// <param name="Fact">The fact.</param>
/// <param name="Operator">As the file names it, such as <c>more_than</c>.</param>
/// <param name="Values">With what, in words.</param>
public sealed record ConditionView(FactView Fact, string Operator, IReadOnlyList<string> Values);

/// <summary>A rule.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="When">Where it applies; empty means always.</param>
/// <param name="Require">What must hold.</param>
/// <param name="Because">Why it refuses.</param>
public sealed record PolicyRuleView(string Name, IReadOnlyList<ConditionView> When, IReadOnlyList<ConditionView> Require, string Because);

/// <summary>A rule about who must agree.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="When">Where it applies; empty means always.</param>
/// <param name="By"><c>none</c>, <c>customer</c> or <c>operator</c>.</param>
/// <param name="Lifetime">How long the question stays open.</param>
/// <param name="RemindBefore">How long before its end the person is reminded.</param>
/// <param name="Together">Whether a colleague may decide several such questions in one go.</param>
public sealed record ApprovalRuleView(
    string Name, IReadOnlyList<ConditionView> When, string By, TimeSpan Lifetime, IReadOnlyList<TimeSpan> RemindBefore, bool Together = false);
