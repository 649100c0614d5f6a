using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Processes.Persistence;

namespace Agent.Processes.Runtime.Forks;

/// <summary>
/// The approval that is open where a conversation is forked. The fork gets one of its own: ids are unique, and a decision here must not be one there.
/// The id and the time it lapses are texts nobody can guess, so they are replaced wherever the fork's own data hold them.
/// </summary>
internal sealed class ForkedApproval
{
    private readonly (string Old, string New) _id;
    private readonly (string Old, string New)? _lapse;

    public ForkedApproval(ApprovalRequested open, ApprovalEntity? stored, ConversationEntity fork, DateTimeOffset now)
    {
        _id = (open.ApprovalId, "a" + PublicId.Encode(RandomNumberGenerator.GetBytes(16)));
        DateTimeOffset? expiresAt = open.ExpiresAt is { } lapse && stored is not null ? now + (lapse.UtcDateTime - stored.RequestedAt) : open.ExpiresAt;
        _lapse = open.ExpiresAt is { } old && expiresAt is { } anew ? (Text(old), Text(anew)) : null;
        Entity = new()
        {
            Tenant = fork.Tenant,
            Id = _id.New,
            ConversationId = fork.Id,
            CustomerId = fork.CustomerId,
            Status = ApprovalStatus.Pending,
            Request = WithoutReminders(Replace(stored?.Request ?? JsonSerializer.Serialize(open, StoredJson.Options))),
            RequestedAt = now.UtcDateTime,
            ExpiresAt = expiresAt?.UtcDateTime,
        };
    }

    public ApprovalEntity Entity { get; }

    /// <summary>True when a document speaks of the source's approval.</summary>
    public bool IsIn(string json) => json.Contains(_id.Old, StringComparison.Ordinal);

    public string Replace(string json)
    {
        var replaced = json.Replace(_id.Old, _id.New, StringComparison.Ordinal);
        return _lapse is var (old, anew) ? replaced.Replace(old, anew, StringComparison.Ordinal) : replaced;
    }

    /// <summary>Decides it, and makes the input that tells the fork.</summary>
    public (string Kind, string Payload) Answer(ForkAnswer answer, string decidedBy, string? reason, DateTimeOffset now)
    {
        var decision = new ApprovalDecided
        {
            ApprovalId = Entity.Id,
            Approved = answer == ForkAnswer.Approve,
            DecidedBy = answer == ForkAnswer.Expire ? "system" : decidedBy,
            DecidedAt = now,
            Reason = answer == ForkAnswer.Expire ? "expired" : reason,
            Status = answer == ForkAnswer.Expire ? ApprovalStatus.Expired : null,
        };
        Entity.Status = answer switch { ForkAnswer.Approve => ApprovalStatus.Approved, ForkAnswer.Deny => ApprovalStatus.Denied, _ => ApprovalStatus.Expired };
        (Entity.DecidedAt, Entity.DecidedBy, Entity.Reason) = (now.UtcDateTime, decision.DecidedBy, decision.Reason);
        return (answer == ForkAnswer.Expire ? ConversationInputs.ApprovalExpired : ConversationInputs.ApprovalDecided, JsonSerializer.Serialize(decision, StoredJson.Options));
    }

    /// <summary>Nobody is reminded of a question that was asked before, elsewhere.</summary>
    private static string WithoutReminders(string request)
    {
        var document = JsonNode.Parse(request)!.AsObject();
        document.Remove("reminders");
        return document.ToJsonString(StoredJson.Options);
    }

    private static string Text(DateTimeOffset time) => JsonSerializer.Serialize(time, StoredJson.Options);
}
