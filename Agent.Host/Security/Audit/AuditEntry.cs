namespace Agent.Host.Security.Audit;

/// <summary>An act that is to be written down.</summary>
/// <param name="Tenant">Whose log.</param>
/// <param name="Actor">Who.</param>
/// <param name="Act">What: a stored name, see <see cref="AuditActs"/>.</param>
/// <param name="Subject">To what.</param>
/// <param name="RequestId">In which request.</param>
/// <param name="At">When.</param>
/// <param name="Details">More about it. No text a person wrote: a chain cannot forget.</param>
internal sealed record AuditEntry(
    string Tenant, string Actor, string Act, string Subject, string RequestId, DateTimeOffset At, IReadOnlyDictionary<string, string> Details);
