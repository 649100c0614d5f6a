namespace Agent.Host.Api.Contracts;

/// <summary>A person's decision.</summary>
public enum Verdict
{
    /// <summary>It may be done.</summary>
    Approve,

    /// <summary>It must not be done.</summary>
    Deny,
}
