using Agent.Host.Security;

namespace Agent.Host.Api.Limits.Tokens;

/// <summary>Who wrote last in a conversation.</summary>
/// <param name="Address">From where, as buckets are named by.</param>
/// <param name="Caller">Who.</param>
internal sealed record TokenPayer(string Address, Caller Caller);
