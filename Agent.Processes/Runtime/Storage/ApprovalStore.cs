using System.Text.Json;
using Agent.Processes.Persistence;
using Agent.Processes.Persistence.Tenancy;
using static Agent.Processes.Runtime.Storage.Statement;

namespace Agent.Processes.Runtime.Storage;

/// <summary>Decides approvals, and finds those nobody decides.</summary>
internal sealed class ApprovalStore(TenantDatabase database, ReplicaIdentity replica, WorkflowRegistry workflows, RuntimeOptions options)
{
    /// <summary>Decides an approval, and accepts the decision as an input.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="conversationId">The conversation that asked.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="hasRoom">False to queue a free conversation instead of claiming it.</param>
    /// <param name="cancellationToken">Cancels the wait; the decision may have been stored all the same.</param>
    /// <returns>Null when there is no such approval, or somebody has decided it.</returns>
    public async Task<AcceptedInput?> DecideAsync(
        string tenant, string conversationId, ApprovalDecided decision, bool hasRoom, CancellationToken cancellationToken)
    {
        var token = replica.NextToken();
        var payload = JsonSerializer.SerializeToUtf8Bytes(decision, StoredJson.Options);
        await using var batch = database.For(tenant);
        batch.Add(Of(
            ApprovalSql.Decide, Text(tenant), Text(decision.ApprovalId), Text(token), Value(options.Lease), Text(ConversationInputs.ApprovalDecided), Json(payload),
            Text(StatusOf(decision.Approved)), Value(decision.DecidedAt.UtcDateTime), Text(decision.DecidedBy), Text(decision.Reason),
            Text(conversationId), Value(hasRoom), Texts(workflows.Versions), Text(RequestOrigin.Id)));
        batch.Add(StoredCheckpoints.LoadCommand(new(tenant, conversationId)));
        await using var reader = await batch.ExecuteReaderAsync(cancellationToken);
        return await AcceptedInputs.ReadAsync(reader, tenant, conversationId, token, ConversationInputs.ApprovalDecided, payload, cancellationToken);
    }

    /// <summary>Decides an approval from inside its own turn: the decision is the turn's, so no input is made of it.</summary>
    /// <returns>What was decided, which is not the customer's word when it came too late; null when somebody had decided before.</returns>
    /// <exception cref="StaleClaimException">Another one owns the conversation: whatever was read into the customer's words here counts no longer.</exception>
    public async Task<ApprovalDecided?> SettleAsync(Claim claim, ApprovalDecided decision, CancellationToken cancellationToken)
    {
        await using var command = database.For(
            claim.Key.Tenant, ApprovalSql.Settle, Text(claim.Key.Tenant), Text(decision.ApprovalId), Text(StatusOf(decision.Approved)), Value(decision.DecidedAt.UtcDateTime),
            Text(decision.DecidedBy), Text(decision.Reason), Text(claim.Key.Id), Value(claim.Epoch));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        if (!reader.GetBoolean(0))
        {
            throw new StaleClaimException();
        }

        if (await reader.IsDBNullAsync(1, cancellationToken))
        {
            return null;
        }

        var status = StoredEnum.Parse<ApprovalStatus>(reader.GetString(1));
        return ApprovalViews.DecisionOf(
            decision.ApprovalId, status, reader.GetDateTime(2), reader.GetString(3), await reader.IsDBNullAsync(4, cancellationToken) ? null : reader.GetString(4));
    }

    /// <summary>Turns approvals whose time has come into inputs.</summary>
    /// <returns>How many it took. There may be more.</returns>
    public async Task<int> SweepAsync(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await using var command = database.Across(Sweep.ApprovalsDue, Value(now.UtcDateTime), Value(limit), Json(ExpiryAt(now)));
        return (int)(long)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Lets one approval expire, if its time is over and nobody has decided it.</summary>
    public async Task ExpireAsync(string tenant, string approvalId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var command = database.For(
            tenant, ApprovalTimerSql.Expire, Value(now.UtcDateTime), Value(1), Json(ExpiryAt(now)), Text(tenant), Text(approvalId));
        await command.ExecuteScalarAsync(cancellationToken);
    }

    private static byte[] ExpiryAt(DateTimeOffset now) => JsonSerializer.SerializeToUtf8Bytes(
        new ApprovalDecided
        {
            ApprovalId = "",
            Approved = false,
            Status = ApprovalStatus.Expired,
            DecidedBy = ApprovalDeciders.System,
            DecidedAt = now,
            Reason = ApprovalSql.Expired,
        }, StoredJson.Options);

    private static string StatusOf(bool approved) => StoredEnum.Name(approved ? ApprovalStatus.Approved : ApprovalStatus.Denied);
}
