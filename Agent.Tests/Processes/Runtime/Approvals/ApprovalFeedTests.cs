using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Runtime.Approvals;

internal sealed class ApprovalFeedTests
{
    [Test, CancelAfter(90_000)]
    public async Task Another_replica_hears_of_a_question_and_of_its_end(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        await using var here = await SupportFixture.StartAsync(connectionString: database);
        await using var there = await SupportFixture.StartAsync(connectionString: database);
        await using var signals = there.Get<IApprovalFeed>().WatchAsync(SupportFixture.Tenant, cancellationToken).GetAsyncEnumerator(cancellationToken);
        using var leaves = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var heard = new List<string>();
        var others = Task.Run(async () =>
        {
            await foreach (var id in there.Get<IApprovalFeed>().WatchAsync("acme", leaves.Token))
            {
                heard.AddRange(id is null ? [] : [id]);
            }
        }, cancellationToken);
        await UntilAsync(null);

        var talk = await here.TalkAsync("tom_becker_1002", cancellationToken);
        await talk.SayAsync("I want to return the television from order #W1000004", cancellationToken);
        var approval = (await here.Conversations.FindAsync(talk.Key, cancellationToken))!.PendingApproval!.Request.ApprovalId;
        await UntilAsync(approval);
        Assert.That(await there.Approvals.CountWaitingAsync(SupportFixture.Tenant, 100, cancellationToken), Is.EqualTo(1));
        await talk.DecideAsync(approve: false, "no", cancellationToken);
        await UntilAsync(approval);
        Assert.That(await there.Approvals.CountWaitingAsync(SupportFixture.Tenant, 100, cancellationToken), Is.Zero);
        await leaves.CancelAsync();
        Assert.That(async () => await others, Throws.InstanceOf<OperationCanceledException>());
        Assert.That(heard, Is.Empty, "another tenant hears nothing of it");

        async Task UntilAsync(string? wanted)
        {
            while (await signals.MoveNextAsync() && signals.Current != wanted)
            {
            }
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task The_verdict_an_approval_rests_on_is_found(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync();
        var talk = await support.TalkAsync("tom_becker_1002", cancellationToken);
        await talk.SayAsync("I want to return the television from order #W1000004", cancellationToken);
        var asked = (await support.Conversations.FindAsync(talk.Key, cancellationToken))!.PendingApproval!;
        var verdict = await support.Approvals.FindVerdictAsync(SupportFixture.Tenant, asked, cancellationToken);
        Assert.That(verdict, Has.Property(nameof(EligibilityDecided.Rule)).EqualTo(asked.Request.Rule).And.Property(nameof(EligibilityDecided.SmallestChange)).Contains("refused if"));
        Assert.That(await support.Approvals.FindVerdictAsync("acme", asked, cancellationToken), Is.Null);
    }
}
