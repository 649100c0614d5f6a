using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;

namespace Agent.Tests.Processes.Runtime.Approvals;

/// <summary>However many people, replicas and clocks decide at one instant, one decision holds, and the others are told which.</summary>
internal sealed class OneDecisionTests : ApprovalReplicas
{
    [Test, CancelAfter(60_000)]
    public async Task Of_a_hundred_people_at_one_instant_one_decides_and_the_others_are_told_who_and_when(CancellationToken cancellationToken)
    {
        var here = await StartAsync();
        var there = await StartAsync(here.ConnectionString);
        var (key, approval) = await AskAsync(here, cancellationToken);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 100).Select(person =>
            DecideAsync(person % 2 == 0 ? here : there, approval, person % 3 == 0, $"operator:{person}", cancellationToken)));

        var winner = outcomes.Single(outcome => outcome!.Accepted)!;
        var end = await here.EndAsync(key, 2, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(outcomes.Select(outcome => outcome!.Approval.Decision?.DecidedBy), Is.All.EqualTo(winner.Approval.Decision!.DecidedBy));
        Assert.That(outcomes.Select(outcome => outcome!.Approval.Status), Is.All.EqualTo(winner.Approval.Status));
        Assert.That(outcomes.Select(outcome => outcome!.Approval.Decision!.DecidedAt), Is.All.EqualTo(winner.Approval.Decision.DecidedAt).Within(TimeSpan.FromMicroseconds(1)));
        Assert.That(await InputsAsync(here, ConversationInputs.ApprovalDecided, cancellationToken), Is.EqualTo(1));
        Assert.That(end.Reply, Is.EqualTo(winner.Approval.Status == ApprovalStatus.Approved ? "approved" : "denied"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_second_decision_by_the_same_person_is_told_of_the_first(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (_, approval) = await AskAsync(replica, cancellationToken);
        await DecideAsync(replica, approval, true, "operator:ann", cancellationToken);
        var second = await DecideAsync(replica, approval, false, "operator:ann", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(second!.Accepted, Is.False);
        Assert.That(second.Approval.Status, Is.EqualTo(ApprovalStatus.Approved));
        Assert.That(await RowAsync(replica, approval, cancellationToken), Is.EqualTo("approved | operator:ann | operator:ann says so"));
    }

    [Test, CancelAfter(90_000)]
    public async Task A_decision_and_the_end_of_the_time_at_one_instant_are_one_end(CancellationToken cancellationToken)
    {
        var here = await StartAsync();
        var there = await StartAsync(here.ConnectionString);
        for (var round = 0; round < 20; round++)
        {
            var (key, approval) = await AskAsync(here, cancellationToken);
            var decision = DecideAsync(here, approval, true, "operator:ann", cancellationToken);
            var sweep = SweepAsync(there, cancellationToken, later: TimeSpan.FromHours(2));
            await Task.WhenAll(decision, sweep);

            var outcome = (await decision)!;
            var end = await here.EndAsync(key, 2, cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(await sweep, Is.EqualTo(outcome.Accepted ? 0 : 1));
            Assert.That(await RowAsync(here, approval, cancellationToken), Is.EqualTo(outcome.Accepted ? "approved | operator:ann | operator:ann says so" : "expired | system | expired"));
            Assert.That(outcome.Approval.Status, Is.EqualTo(outcome.Accepted ? ApprovalStatus.Approved : ApprovalStatus.Expired));
            Assert.That(outcome.Approval.Decision!.DecidedBy, Is.EqualTo(outcome.Accepted ? "operator:ann" : "system"));
            Assert.That(end.Reply, Is.EqualTo(outcome.Accepted ? "approved" : "denied"));
            Assert.That(await here.ReadAsync<int>($"SELECT last_input FROM agent.conversations WHERE id = '{key.Id}'", cancellationToken), Is.EqualTo(2));
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task A_decision_after_the_end_that_no_sweep_has_seen_lets_it_expire_right_there(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (key, approval) = await AskAsync(replica, cancellationToken);
        Clock.Advance(TimeSpan.FromMinutes(61));

        var late = await DecideAsync(replica, approval, true, "operator:ann", cancellationToken);
        var end = await replica.EndAsync(key, 2, cancellationToken);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(late!.Accepted, Is.False);
        Assert.That(late.Approval.Status, Is.EqualTo(ApprovalStatus.Expired));
        Assert.That(late.Approval.Decision, Has.Property("DecidedBy").EqualTo("system").And.Property("Status").EqualTo(ApprovalStatus.Expired));
        Assert.That(await InputsAsync(replica, ConversationInputs.ApprovalExpired, cancellationToken), Is.EqualTo(1));
        Assert.That(end.Reply, Is.EqualTo("denied"), "the workflow has taken the expiry");
        Assert.That(await SweepAsync(replica, cancellationToken), Is.Zero);
    }

    [TestCase(true)]
    [TestCase(false)]
    [CancelAfter(90_000)]
    public async Task A_customers_word_and_an_operators_click_at_one_instant_are_one_decision(bool customerAgrees, CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        for (var round = 0; round < 20; round++)
        {
            var (key, approval) = await AskAsync(replica, cancellationToken);
            var gate = new Gate();
            replica.World.During = (_, token) => gate.PassAsync(token);
            await replica.Conversations.SendAsync(key, new() { Text = "held" }, null, cancellationToken);
            await gate.Reached;
            var claim = await ClaimAsync(replica, key, cancellationToken);
            var word = new ApprovalDecided { ApprovalId = approval, Approved = customerAgrees, DecidedBy = "customer", DecidedAt = Clock.GetUtcNow() };

            var customer = Task.Run(() => replica.Get<ApprovalStore>().SettleAsync(claim, word, cancellationToken), cancellationToken);
            var click = DecideAsync(replica, approval, true, "operator:ann", cancellationToken);
            await Task.WhenAll(customer, click);
            gate.Open();
            await replica.EndAsync(key, (await click)!.Accepted ? 3 : 2, cancellationToken);

            var row = await RowAsync(replica, approval, cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            if (!(await click)!.Accepted)
            {
                Assert.That(row, Is.EqualTo(customerAgrees ? "approved | customer" : "denied | customer"));
                Assert.That((await click)!.Approval.Decision!.DecidedBy, Is.EqualTo("customer"));
            }
            else if (customerAgrees)
            {
                Assert.That(await customer, Is.Null);
                Assert.That(row, Does.StartWith("approved | operator:ann"));
            }
            else
            {
                Assert.That((await customer)!.Status, Is.EqualTo(ApprovalStatus.Withdrawn));
                Assert.That(row, Does.StartWith("withdrawn | customer | called off after operator:ann had approved it at "));
            }
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task An_owner_that_lost_its_conversation_decides_nothing(CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (key, approval) = await AskAsync(replica, cancellationToken);
        var gate = new Gate();
        replica.World.During = (_, token) => gate.PassAsync(token);
        await replica.Conversations.SendAsync(key, new() { Text = "held" }, null, cancellationToken);
        await gate.Reached;
        var claim = await ClaimAsync(replica, key, cancellationToken);
        var word = new ApprovalDecided { ApprovalId = approval, Approved = true, DecidedBy = "customer", DecidedAt = Clock.GetUtcNow() };

        Assert.That(
            () => replica.Get<ApprovalStore>().SettleAsync(claim with { Epoch = claim.Epoch - 1 }, word, cancellationToken), Throws.TypeOf<StaleClaimException>());
        gate.Open();

        Assert.That(await RowAsync(replica, approval, cancellationToken), Is.EqualTo("pending"));
    }

    [TestCase("bye")]
    [TestCase("")]
    [CancelAfter(60_000)]
    public async Task The_end_of_a_conversation_withdraws_what_is_open_in_the_same_commit(string lastWords, CancellationToken cancellationToken)
    {
        var replica = await StartAsync();
        var (key, approval) = await AskAsync(replica, cancellationToken);
        if (lastWords.Length > 0)
        {
            await replica.SayAsync(key, lastWords, cancellationToken);
        }
        else
        {
            await replica.Conversations.CancelAsync(key, "operator:ann", cancellationToken);
        }

        var late = await DecideAsync(replica, approval, true, "operator:bob", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(await RowAsync(replica, approval, cancellationToken), Does.StartWith("withdrawn | ").And.EndsWith(" | the conversation was ended"));
        Assert.That(late, Has.Property("Accepted").False);
        Assert.That(late!.Approval, Has.Property("Status").EqualTo(ApprovalStatus.Withdrawn));
        Assert.That(
            await replica.ReadAsync<bool>("SELECT a.xmin = c.xmin FROM agent.approvals a, agent.conversations c", cancellationToken), Is.True,
            "one transaction wrote both");
    }

    private static async Task<Claim> ClaimAsync(RuntimeFixture replica, ConversationKey key, CancellationToken cancellationToken) => new(
        key,
        (await replica.ReadAsync<string>($"SELECT owner FROM agent.conversations WHERE id = '{key.Id}'", cancellationToken))!,
        await replica.ReadAsync<long>($"SELECT epoch FROM agent.conversations WHERE id = '{key.Id}'", cancellationToken));
}
