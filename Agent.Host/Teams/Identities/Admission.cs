namespace Agent.Host.Teams.Identities;

/// <summary>Whether somebody is let in.</summary>
/// <param name="Outcome">Yes, or why not.</param>
/// <param name="Tenant">The tenant the directory is; null when it is nobody's.</param>
/// <param name="Identity">Who they are, when they are let in.</param>
internal sealed record Admission(AdmissionOutcome Outcome, string? Tenant = null, TeamsIdentity? Identity = null);

/// <summary>See <see cref="Admission"/>.</summary>
internal enum AdmissionOutcome
{
    Admitted,

    /// <summary>The directory is nobody's.</summary>
    UnknownDirectory,

    /// <summary>The person is shut out, or unknown where no guests are let in.</summary>
    NotAdmitted,

    /// <summary>Nobody of the tenant is let in.</summary>
    TenantSuspended,
}
