using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Database;
using Agent.Host.Security.Masking;
using Agent.Processes;
using Agent.Processes.Persistence.Tenancy;
using Microsoft.Extensions.Options;

namespace Agent.Host.Webhooks.Sending;

/// <summary>
/// Words what happened. What people wrote and what the agent answered is masked and bounded; who the customer is stays with the service, which tells it to whoever asks with the
/// conversation's id and may know.
/// </summary>
internal sealed class WebhookBodies(IConversations conversations, IApprovals approvals, TenantDatabase database, IOptions<WebhookOptions> options)
{
    /// <summary>What is not text in a body has room in this.</summary>
    private const int Frame = 2048;
    private static readonly JsonSerializerOptions s_written = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <returns>Null when what it is about is there no more.</returns>
    public async Task<string?> MakeAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        TenantWall.Enter(delivery.Tenant);
        return await ReadAsync(delivery, cancellationToken) is { } data ? Write(delivery, data) : null;
    }

    private Task<JsonObject?> ReadAsync(DueDelivery delivery, CancellationToken cancellationToken) => delivery.Kind switch
    {
        WebhookKinds.TurnCompleted or WebhookKinds.TurnFailed => TurnAsync(delivery, cancellationToken),
        WebhookKinds.ApprovalRequested or WebhookKinds.ApprovalDecided => ApprovalAsync(delivery, cancellationToken),
        WebhookKinds.ConversationEnded => ConversationAsync(delivery, cancellationToken),
        WebhookKinds.ReplayEnded => ReplayAsync(delivery, cancellationToken),
        _ => Task.FromResult<JsonObject?>(new() { ["webhookId"] = delivery.WebhookId }),
    };

    private static string Write(DueDelivery delivery, JsonObject data) => new JsonObject
    {
        ["type"] = delivery.Kind, ["timestamp"] = DateTime.SpecifyKind(delivery.At, DateTimeKind.Utc).ToString("O"), ["tenant"] = delivery.Tenant, ["data"] = data,
    }.ToJsonString(s_written);

    private async Task<JsonObject?> TurnAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        var key = new ConversationKey(delivery.Tenant, delivery.ConversationId!);
        if (await conversations.WaitAsync(key, int.Parse(delivery.Subject, System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero, cancellationToken) is not { } turn)
            return null;
        var data = new JsonObject { ["conversationId"] = key.Id, ["turnId"] = turn.TurnId, ["status"] = Lower(turn.Status) };
        if (turn.Reply is { } reply)
            data["reply"] = Masked(reply);
        if (turn.PendingApproval is { } asked)
            data["pendingApproval"] = Describe(asked);
        if (turn.Failure is { } failure)
            data["failure"] = new JsonObject { ["reason"] = failure.Reason, ["message"] = Masked(failure.Message) };
        return data;
    }

    private async Task<JsonObject?> ApprovalAsync(DueDelivery delivery, CancellationToken cancellationToken)
    {
        if (await approvals.FindAsync(delivery.Tenant, delivery.Subject, cancellationToken) is not { } approval)
            return null;
        var data = Describe(approval.Request);
        data["conversationId"] = approval.ConversationId;
        if (delivery.Kind == WebhookKinds.ApprovalDecided)
            data["status"] = Lower(approval.Status);
        return data;
    }

    private async Task<JsonObject?> ConversationAsync(DueDelivery delivery, CancellationToken cancellationToken) =>
        await conversations.FindAsync(new(delivery.Tenant, delivery.ConversationId!), cancellationToken) is { } found
            ? new() { ["conversationId"] = delivery.ConversationId, ["status"] = Lower(found.Status) } : null;

    private async Task<JsonObject?> ReplayAsync(DueDelivery delivery, CancellationToken cancellationToken) => (await database.Create(
        "SELECT mode, status FROM agent.replay_runs WHERE tenant = $1 AND id = $2", delivery.Tenant, delivery.Subject)
        .ReadAsync(row => new JsonObject { ["jobId"] = delivery.Subject, ["mode"] = row.GetString(0), ["status"] = row.GetString(1) }, cancellationToken)).SingleOrDefault();

    private JsonObject Describe(ApprovalRequested asked)
    {
        var described = new JsonObject { ["approvalId"] = asked.ApprovalId, ["approver"] = asked.Approver, ["tool"] = asked.Tool, ["summary"] = Masked(asked.Summary) };
        if (asked.AmountMinor is { } amount)
            described["amountMinor"] = amount;
        if (asked.ExpiresAt is { } expires)
            described["expiresAt"] = expires.UtcDateTime.ToString("O");
        return described;
    }

    private string Masked(string text)
    {
        var masked = PersonalData.Mask(text);
        // Two texts at most are in one body, and in JSON a letter has at most six bytes.
        var most = Math.Max(64, (options.Value.MaxBytes - Frame) / 2 / 6);
        return masked.Length <= most ? masked : new StringBuilder(masked, 0, char.IsHighSurrogate(masked[most - 1]) ? most - 1 : most, most + 1).Append('…').ToString();
    }

    private static string Lower<T>(T value) where T : struct, Enum => value.ToString().ToLowerInvariant();
}
