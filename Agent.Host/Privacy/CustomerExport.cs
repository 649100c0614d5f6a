using System.Text.Json;
using System.Text.Json.Nodes;
using Agent.Host.Database;
using Agent.Plugins.BackOffice.Erasure;
using Agent.Processes;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Privacy;

/// <summary>All that the service stores of a customer, for the customer (GDPR Art. 15 and 20): what was said, what was asked and decided, what they thought of it, tickets, chats.</summary>
internal sealed class CustomerExport(ICustomerRecords runtime, IConversations conversations, IApprovals approvals, IFeedback feedback, BackOfficeRecords backOffice, TenantDatabase database, TimeProvider clock)
{
    /// <summary>Writes one JSON document, a conversation at a time.</summary>
    public async Task WriteAsync(string tenant, string customerId, Stream output, CancellationToken cancellationToken)
    {
        var trace = await runtime.FindAsync(tenant, customerId, cancellationToken);
        await using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("tenant", tenant);
        json.WriteString("customerId", customerId);
        json.WriteString("exportedAt", clock.GetUtcNow());
        json.WriteStartArray("conversations");
        foreach (var id in trace.Conversations)
        {
            if (await conversations.FindAsync(new(tenant, id), cancellationToken) is { } found && found.CustomerId == customerId)
                (await DescribeAsync(found, new(tenant, id), cancellationToken)).WriteTo(json);
            await json.FlushAsync(cancellationToken);
        }

        json.WriteEndArray();
        json.WriteStartArray("approvals");
        foreach (var id in trace.Approvals)
        {
            if (await approvals.FindAsync(tenant, id, cancellationToken) is { } approval && approval.CustomerId == customerId)
                Describe(approval).WriteTo(json);
        }

        json.WriteEndArray();
        json.WriteStartArray("tickets");
        foreach (var ticket in await backOffice.ReadTicketsAsync(tenant, customerId, cancellationToken))
            new JsonObject { ["id"] = ticket.Id, ["subject"] = ticket.Subject, ["text"] = ticket.Body, ["status"] = ticket.Status, ["createdAt"] = ticket.CreatedAt }.WriteTo(json);
        json.WriteEndArray();
        json.WriteStartArray("teamsChats");
        foreach (var chat in await ChatsAsync(tenant, trace, cancellationToken))
            chat.WriteTo(json);
        json.WriteEndArray();
        json.WriteEndObject();
        await json.FlushAsync(cancellationToken);
    }

    private async Task<JsonObject> DescribeAsync(ConversationView conversation, ConversationKey key, CancellationToken cancellationToken)
    {
        var messages = new JsonArray();
        foreach (var entry in await conversations.ReadTranscriptAsync(key, cancellationToken))
            messages.Add(new JsonObject { ["role"] = entry.Role, ["text"] = entry.Text, ["at"] = entry.At, ["turnId"] = entry.TurnId });
        var given = new JsonArray();
        foreach (var thumb in await feedback.ListAsync(key, cancellationToken))
            given.Add(new JsonObject { ["turnId"] = thumb.TurnId, ["rating"] = thumb.Rating.ToString().ToLowerInvariant(), ["comment"] = thumb.Comment, ["givenAt"] = thumb.GivenAt });
        return new()
        {
            ["id"] = key.Id, ["channel"] = conversation.Channel, ["status"] = conversation.Status.ToString().ToLowerInvariant(), ["createdAt"] = conversation.CreatedAt, ["messages"] = messages,
            ["feedback"] = given,
        };
    }

    private static JsonObject Describe(ApprovalView approval) => new()
    {
        ["id"] = approval.Request.ApprovalId, ["conversationId"] = approval.ConversationId, ["tool"] = approval.Request.Tool, ["arguments"] = JsonNode.Parse(approval.Request.Arguments.GetRawText()),
        ["summary"] = approval.Request.Summary, ["status"] = approval.Status.ToString().ToLowerInvariant(), ["requestedAt"] = approval.RequestedAt, ["decidedAt"] = approval.Decision?.DecidedAt,
    };

    private Task<List<JsonObject>> ChatsAsync(string tenant, CustomerTrace trace, CancellationToken cancellationToken) => database.Create(
        "SELECT kind, user_id, user_name, locale, seen_at FROM teams.chats WHERE tenant = $1 AND conversation_id = ANY($2) ORDER BY id", tenant, trace.Conversations.ToArray()).ReadAsync(
        row => new JsonObject { ["kind"] = row.GetString(0), ["userId"] = row.GetString(1), ["name"] = row.GetString(2), ["locale"] = row.GetString(3), ["seenAt"] = row.GetDateTime(4) }, cancellationToken);
}
