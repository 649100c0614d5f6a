using System.Text.Json.Serialization;

namespace Agent.Host.Security.Audit;

/// <summary>One act in the audit log of a tenant.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Number">From 1, without gaps within the tenant.</param>
/// <param name="At">When, to the microsecond.</param>
/// <param name="Actor">Who, such as <c>operator:ann</c>.</param>
/// <param name="Act">What, such as <c>approval.decided</c>.</param>
/// <param name="Subject">To what: an id, or method and path.</param>
/// <param name="RequestId">In which request.</param>
/// <param name="Details">More about it; no text a person wrote.</param>
/// <param name="Hash">Lower-case hex SHA-256 over the hash before and all of the above.</param>
public sealed record AuditRow(
    string Tenant, long Number, DateTimeOffset At, string Actor, string Act, string Subject, string RequestId, IReadOnlyDictionary<string, string> Details,
    [property: JsonPropertyOrder(1)] string Hash)
{
    /// <summary>Who a sealed actor is, for those who may know: <c>customer:erased</c> once nobody can. Not part of what is hashed.</summary>
    [JsonPropertyOrder(2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Person { get; init; }

    /// <summary>Sealed details, by name, for those who may know; <c>customer:erased</c> once nobody can. Not part of what is hashed.</summary>
    [JsonPropertyOrder(3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, string>? Opened { get; init; }
}
