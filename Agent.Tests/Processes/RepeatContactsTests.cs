using Agent.Processes.Runtime;
using Agent.Processes.Telemetry;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agent.Tests.Processes;

/// <summary>Who comes back within seven days, counted from what the search keeps.</summary>
internal sealed class RepeatContactsTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_customer_who_began_another_within_seven_days_counts_and_nobody_else(CancellationToken cancellationToken)
    {
        await using var runtime = await RuntimeFixture.StartAsync();
        await BeginAsync(runtime, "demo", "back", cancellationToken, 2, 144); // within six days
        await BeginAsync(runtime, "demo", "twice", cancellationToken, 1, 3); // the second is a repetition, the first is not
        await BeginAsync(runtime, "demo", "late", cancellationToken, 2, 2 + (7 * 24) + 1); // an hour more than seven days
        await BeginAsync(runtime, "demo", "once", cancellationToken, 5);
        await BeginAsync(runtime, "demo", "guest", cancellationToken, 1, 2, 3); // nobody in particular
        await BeginAsync(runtime, "demo", "before", cancellationToken, 30, 31); // not of this day
        await BeginAsync(runtime, "other", "back", cancellationToken, 4); // somebody else's customer of the same name
        await BeginAsync(runtime, "demo", "tried", cancellationToken, 6);
        await BeginAsync(runtime, "demo", "tried", isSandbox: true, cancellationToken, 8); // nothing that happened
        using var contacts = new RepeatContacts(new(runtime.Database), TimeProvider.System, NullLogger<RepeatContacts>.Instance);
        Assert.That(await contacts.CountAsync(cancellationToken), Is.EqualTo((7, 2)));
    }

    private static Task BeginAsync(RuntimeFixture runtime, string tenant, string customer, CancellationToken cancellationToken, params int[] hoursAgo) =>
        BeginAsync(runtime, tenant, customer, isSandbox: false, cancellationToken, hoursAgo);

    private static async Task BeginAsync(RuntimeFixture runtime, string tenant, string customer, bool isSandbox, CancellationToken cancellationToken, params int[] hoursAgo)
    {
        foreach (var hours in hoursAgo)
        {
            var at = DateTimeOffset.UtcNow.AddHours(-hours);
            var id = PublicId.NewConversation(at);
            await runtime.ExecuteAsync(
                $"""
                INSERT INTO agent.conversations (tenant, id, workflow, workflow_version, customer_id, channel, status, epoch, last_input, last_event, turns,
                    input_tokens, cached_input_tokens, output_tokens, cost_usd, tool_calls, created_at, updated_at, sandbox)
                VALUES ('{tenant}', '{id}', 'toy', 'v1', '{customer}', 'web', 'idle', 1, 1, 2, 1, 0, 0, 0, 0, 0, '{at:O}', '{at:O}', {isSandbox});
                INSERT INTO agent.digests (tenant, conversation_id, upto, customer_id, channel, sandbox, status, escalated, turns, tool_calls, input_tokens, output_tokens, cost_usd,
                    tools, blocked, opening, last_at, words)
                VALUES ('{tenant}', '{id}', 1, '{customer}', 'web', {isSandbox}, 'idle', false, 1, 0, 0, 0, 0, ARRAY[]::text[], 0, '', '{at:O}', '');
                """,
                cancellationToken);
        }
    }
}
