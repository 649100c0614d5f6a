namespace Agent.Host.Teams;

/// <summary>Who is asked for the approvals of one rule of the policy.</summary>
public sealed class TeamsRuleOptions
{
    /// <summary>The id of a channel in which they are asked for as well, such as <c>19:…@thread.tacv2</c>; empty for none. The app must be installed in its team.</summary>
    public string Channel { get; set; } = "";

    /// <summary>Those who decide them, by their object ids; none means the tenant's operators.</summary>
    public IList<string> Operators { get; } = [];
}
