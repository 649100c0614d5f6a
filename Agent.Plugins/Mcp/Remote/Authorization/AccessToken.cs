namespace Agent.Plugins.Mcp.Remote.Authorization;

/// <summary>A token and its times, by this process's monotonic clock.</summary>
/// <param name="Text">What is shown.</param>
/// <param name="GotAt">When it was asked for.</param>
/// <param name="Lifetime">How long it is good, from then on.</param>
/// <param name="FreshFor">How long it is used before another one is asked for.</param>
internal sealed record AccessToken(string Text, long GotAt, TimeSpan Lifetime, TimeSpan FreshFor)
{
    public bool IsFresh(TimeProvider clock) => clock.GetElapsedTime(GotAt) < FreshFor;

    public bool IsGood(TimeProvider clock) => clock.GetElapsedTime(GotAt) < Lifetime;
}
