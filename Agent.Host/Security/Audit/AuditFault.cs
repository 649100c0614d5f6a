namespace Agent.Host.Security.Audit;

/// <summary>The first place where an audit log is not what was written.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Number">The row.</param>
/// <param name="Kind"><c>altered</c>, <c>missing</c>, <c>inserted</c>, <c>reordered</c>, or <c>unsigned</c> for a checkpoint that is not genuine.</param>
/// <param name="Message">For people.</param>
public sealed record AuditFault(string Tenant, long Number, string Kind, string Message);
