namespace Agent.Processes.Costs.Usage;

/// <summary>Usage, added up.</summary>
/// <param name="By">What it is added up by.</param>
/// <param name="From">The first day, in UTC.</param>
/// <param name="To">The last day.</param>
/// <param name="Items">The lines.</param>
/// <param name="Total">All of it, also what is not among the lines.</param>
/// <param name="PendingTurns">Turns that have ended and are not counted yet; they will be within seconds.</param>
public sealed record UsageView(UsageDimension By, DateOnly From, DateOnly To, IReadOnlyList<UsageLine> Items, UsageFigures Total, long PendingTurns);

/// <summary>One line of it.</summary>
/// <param name="Key">Whose it is, such as <c>orders/agent</c> or <c>2026-11-21</c>.</param>
/// <param name="Usage">What it is.</param>
public sealed record UsageLine(string Key, UsageFigures Usage);
