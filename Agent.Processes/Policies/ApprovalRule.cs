using Agent.Processes.Policies.Timing;

namespace Agent.Processes.Policies;

/// <summary>Who must agree to an eligible call; the first rule that applies decides.</summary>
/// <param name="Name">The stored name.</param>
/// <param name="When">Where it applies; empty means always.</param>
/// <param name="By">One of <see cref="Approvers"/>.</param>
/// <param name="Timing">How long the person has.</param>
/// <param name="Together">Whether a colleague may decide several such questions in one go.</param>
internal sealed record ApprovalRule(string Name, IReadOnlyList<Condition> When, string By, ApprovalTiming Timing, bool Together = false);
