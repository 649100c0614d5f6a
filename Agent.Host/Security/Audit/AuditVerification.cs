namespace Agent.Host.Security.Audit;

/// <summary>What came of going through a tenant's audit log.</summary>
/// <param name="Rows">How many rows are what was written, from the first one on.</param>
/// <param name="Checkpoints">How many signed checkpoints fit.</param>
/// <param name="SignaturesChecked">Whether this service has the key, and so could check their signatures.</param>
/// <param name="Fault">The first place where the log is not what was written; null when there is none.</param>
/// <param name="BeginsBehind">The last row that retention removed; 0 for a log that is there from its first row on.</param>
public sealed record AuditVerification(long Rows, int Checkpoints, bool SignaturesChecked, AuditFault? Fault = null, long BeginsBehind = 0);
