namespace Agent.Host.Security.Access;

/// <summary>Whether a caller may do something, and if not, what is missing.</summary>
public enum AccessOutcome
{
    /// <summary>Yes.</summary>
    Allowed,

    /// <summary>No role of the caller's may do it.</summary>
    RoleMissing,

    /// <summary>The caller's role may, but not with this credential.</summary>
    ScopeMissing,
}
