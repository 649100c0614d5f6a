using Agent.Host.Database;
using Agent.Host.Teams.Wire;
using Agent.Processes;
using Agent.Processes.Persistence.Tenancy;

namespace Agent.Host.Teams.Storage;

/// <summary>The inbox: each activity once, in order of arrival per chat, by whatever replica has time.</summary>
internal sealed class ActivityStore(TenantDatabase database)
{
    /// <summary>Who works on an activity has it for this long.</summary>
    private static readonly TimeSpan s_hold = TimeSpan.FromMinutes(1);

    // The chat is kept fresh by whatever comes: the address to answer to may change.
    private const string Take =
        """
        WITH chat AS (
            INSERT INTO teams.chats AS c (tenant, id, teams_id, kind, user_id, channel_user_id, user_name, bot_id, service_url, locale, last_turn, last_event, seen_at, wrote_at, is_gone)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 0, 0, now(), now(), false)
            ON CONFLICT (tenant, id) DO UPDATE SET channel_user_id = EXCLUDED.channel_user_id, user_name = EXCLUDED.user_name, bot_id = EXCLUDED.bot_id,
                service_url = EXCLUDED.service_url, locale = EXCLUDED.locale, seen_at = now(), is_gone = false
        )
        INSERT INTO teams.activities (tenant, teams_id, activity_id, click_key, chat_id, body, is_done, attempts, held_until, received_at, request_id)
        VALUES ($1, $3, $11, $12, $2, $13::jsonb, false, 0, CASE WHEN $14 THEN now() + $15 END, now(), $16)
        ON CONFLICT DO NOTHING
        RETURNING number
        """;

    // Only the first of a chat: those behind it wait until it is done.
    internal const string Due =
        """
        UPDATE teams.activities a SET held_until = now() + $2, attempts = attempts + 1
        FROM (
            SELECT tenant, teams_id, activity_id FROM teams.activities w
            WHERE NOT is_done AND (held_until IS NULL OR held_until < now())
                AND NOT EXISTS (SELECT FROM teams.activities f WHERE f.tenant = w.tenant AND f.chat_id = w.chat_id AND NOT f.is_done AND f.number < w.number)
            ORDER BY number LIMIT $1 FOR UPDATE SKIP LOCKED
        ) due
        WHERE a.tenant = due.tenant AND a.teams_id = due.teams_id AND a.activity_id = due.activity_id
        RETURNING a.tenant, a.teams_id, a.activity_id, a.chat_id, a.body, a.attempts, a.request_id
        """;

    internal const string Sweep =
        """
        WITH sent AS (DELETE FROM teams.outbox WHERE is_done AND NOT is_open AND created_at < now() - $2)
        DELETE FROM teams.activities WHERE is_done AND received_at < now() - $1
        """;

    /// <summary>Takes an activity in: what this has returned is committed.</summary>
    /// <param name="tenant">Our tenant.</param>
    /// <param name="activity">The activity.</param>
    /// <param name="clickKey">What copies of a click have in common; null for anything else.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>False for a copy.</returns>
    public Task<bool> TakeAsync(string tenant, Activity activity, string? clickKey, CancellationToken cancellationToken) =>
        TakeAsync(tenant, activity, clickKey, isHeld: false, cancellationToken);

    /// <summary>Takes a click in, which the caller carries out at once; should it die, somebody else will.</summary>
    /// <returns>False for a copy.</returns>
    public Task<bool> TakeClickAsync(string tenant, Activity activity, string clickKey, CancellationToken cancellationToken) =>
        TakeAsync(tenant, activity, clickKey, isHeld: true, cancellationToken);

    private async Task<bool> TakeAsync(string tenant, Activity activity, string? clickKey, bool isHeld, CancellationToken cancellationToken)
    {
        var id = activity.Id ?? $"none:{Guid.NewGuid():N}";
        await using var command = database.Create(
            Take, tenant, ChatIds.Of(activity), activity.ConversationId, activity.ConversationType, activity.UserId, activity.ChannelUserId, activity.UserName,
            activity.BotId, activity.ServiceUrl, activity.Locale, id, clickKey, activity.Json, isHeld, s_hold, RequestOrigin.Id);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }

    /// <summary>The answer that a click got, whichever copy of it.</summary>
    public async Task<string?> FindAnswerAsync(string tenant, Activity activity, string clickKey, CancellationToken cancellationToken) => (await database.Create(
        "SELECT answer FROM teams.activities WHERE tenant = $1 AND teams_id = $2 AND (click_key = $3 OR activity_id = $4) AND answer IS NOT NULL",
        tenant, activity.ConversationId, clickKey, activity.Id).ReadAsync(row => row.GetString(0), cancellationToken)).FirstOrDefault();

    public Task KeepAnswerAsync(string tenant, Activity activity, string clickKey, string answer, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.activities SET answer = $4, is_done = true, body = NULL WHERE tenant = $1 AND teams_id = $2 AND click_key = $3",
        tenant, cancellationToken, activity.ConversationId, clickKey, answer);

    /// <summary>Takes activities to work on.</summary>
    public Task<List<IncomingActivity>> TakeDueAsync(int limit, CancellationToken cancellationToken) => database.Create(EdgeSweep.TeamsInboxTake, limit, s_hold).ReadAsync(
        row => new IncomingActivity(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetInt32(5), row.Text(6)), cancellationToken);

    /// <summary>Ends an activity that became a turn: from now on its answer is looked for.</summary>
    public Task EndAsync(IncomingActivity activity, Acceptance turn, CancellationToken cancellationToken) => database.ExecuteAsync(
        """
        WITH done AS (UPDATE teams.activities SET is_done = true, body = NULL WHERE tenant = $1 AND teams_id = $2 AND activity_id = $3)
        UPDATE teams.chats SET last_turn = greatest(last_turn, $5), last_event = greatest(last_event, $6), watched_turn = least(coalesce(watched_turn, $5), $5),
            look_at = CASE WHEN watched_turn IS NULL OR watched_turn > last_turn THEN now() ELSE look_at END, wrote_at = now()
        WHERE tenant = $1 AND id = $4
        """, activity.Tenant, cancellationToken, activity.TeamsId, activity.ActivityId, activity.ChatId, turn.Turn, turn.LastEvent);

    /// <summary>Ends an activity of which nothing more is to come.</summary>
    public Task EndAsync(IncomingActivity activity, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.activities SET is_done = true, body = NULL WHERE tenant = $1 AND teams_id = $2 AND activity_id = $3",
        activity.Tenant, cancellationToken, activity.TeamsId, activity.ActivityId);

    /// <summary>Lets an activity wait for another attempt.</summary>
    public Task PutOffAsync(IncomingActivity activity, TimeSpan pause, CancellationToken cancellationToken) => database.ExecuteAsync(
        "UPDATE teams.activities SET held_until = now() + $4 WHERE tenant = $1 AND teams_id = $2 AND activity_id = $3",
        activity.Tenant, cancellationToken, activity.TeamsId, activity.ActivityId, pause);

    /// <summary>Removes activities that no copy can come for any more, and messages that nobody changes or rates any more.</summary>
    public Task<int> SweepAsync(TimeSpan age, TimeSpan sentAge, CancellationToken cancellationToken) => database.ExecuteAsync(EdgeSweep.TeamsSweep, cancellationToken, age, sentAge);
}
