namespace Agent.Tests.Host.Mcp.Conformance;

/// <summary>One thing a conformance scenario looked at.</summary>
/// <param name="Scenario">The scenario's name.</param>
/// <param name="Id">The check.</param>
/// <param name="Status">SUCCESS, INFO, WARNING, SKIPPED or FAILURE.</param>
/// <param name="Message">What was wrong.</param>
internal sealed record ConformanceCheck(string Scenario, string Id, string Status, string? Message)
{
    public override string ToString() => $"{Scenario}/{Id}: {Status} {Message}";
}
