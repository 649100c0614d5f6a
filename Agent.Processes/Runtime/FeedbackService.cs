using Agent.Processes.Persistence;
using Agent.Processes.Telemetry;
using Microsoft.EntityFrameworkCore;

namespace Agent.Processes.Runtime;

/// <summary>Stores what people think of answers, beside the conversation: its past is not touched.</summary>
internal sealed class FeedbackService(IDbContextFactory<AgentDbContext> contexts, ConversationReader reader, TimeProvider clock) : IFeedback
{
    private const string Customer = "customer";

    public async Task<FeedbackView?> GiveAsync(ConversationKey key, NewFeedback given, CancellationToken cancellationToken = default)
    {
        var answers = (await reader.ReadTranscriptAsync(key, cancellationToken)).Where(line => line.Role != Customer).ToList();
        var wanted = given.Turn is { } turn ? TurnIds.Format(turn) : answers.LastOrDefault()?.TurnId;
        if (wanted is null || answers.TrueForAll(answer => answer.TurnId != wanted))
        {
            return null;
        }

        var (number, now) = (TurnIds.Parse(wanted)!.Value, clock.GetUtcNow());
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await context.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO agent.feedback (tenant, conversation_id, turn, given_by, rating, comment, given_at)
            VALUES ({key.Tenant}, {key.Id}, {number}, {given.GivenBy}, {StoredEnum.Name(given.Rating)}, {given.Comment}, {now})
            ON CONFLICT (tenant, conversation_id, turn, given_by) DO UPDATE SET
                rating = EXCLUDED.rating, comment = EXCLUDED.comment, given_at = EXCLUDED.given_at
            """, cancellationToken);
        RuntimeMetrics.Feedback.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Rating, StoredEnum.Name(given.Rating)));
        return new(wanted, given.Rating, given.Comment, given.GivenBy, now);
    }

    public async Task<IReadOnlyList<FeedbackView>> ListAsync(ConversationKey key, CancellationToken cancellationToken = default)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Feedback.AsNoTracking().Where(f => f.Tenant == key.Tenant && f.ConversationId == key.Id)
            .OrderBy(f => f.Turn).ThenBy(f => f.GivenAt).ToListAsync(cancellationToken);
        return [.. found.Select(f => new FeedbackView(TurnIds.Format(f.Turn), f.Rating, f.Comment, f.GivenBy, f.GivenAt))];
    }
}
