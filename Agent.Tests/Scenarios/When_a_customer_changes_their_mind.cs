using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>People do not answer the question they were asked.</summary>
internal sealed class When_a_customer_changes_their_mind
{
    private SupportFixture _support = null!;

    [SetUp]
    public async Task StartAsync() => _support = await SupportFixture.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _support.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task A_new_request_goes_before_the_question_they_left_open(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to exchange the headphones from order #W1000001 for another colour", cancellationToken);
        var asked = await talk.SayAsync("please cancel order #W1000002, I don't need it anymore", cancellationToken);
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.PendingApproval?.Tool, Is.EqualTo("cancel_pending_order"));
        Assert.That(done.Reply, Does.Contain("#W1000002 is cancelled").And.Contain("Which one would you like instead?"), "and then the question comes back");
    }

    [Test, CancelAfter(60_000)]
    public async Task Two_requests_in_one_message_are_both_worked_off(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        var first = await talk.SayAsync(
            "Return the travel case from #W1000001 to my gift card and also cancel order #W1000002, no longer needed", cancellationToken);
        var second = await talk.SayAsync("yes", cancellationToken);
        await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(new[] { first.PendingApproval?.Tool, second.PendingApproval?.Tool }, Is.EquivalentTo(["return_delivered_order_items", "cancel_pending_order"]));
        Assert.That(await _support.ReadAsync<string>("SELECT status FROM backoffice.orders WHERE order_id = '#W1000002'", cancellationToken), Is.EqualTo("cancelled"));
        Assert.That(await _support.ReadAsync<long>("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_answer_belongs_to_the_request_that_was_asked_about(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to exchange the headphones from order #W1000001 for another colour", cancellationToken);
        var asked = await talk.SayAsync("I want to return the travel case and also cancel order #W1000002, no longer needed", cancellationToken);
        var first = await talk.SayAsync("gift card please", cancellationToken);
        var second = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.Reply, Does.Contain("Travel Case").And.Contain("Where should the refund go"));
        Assert.That(first.PendingApproval?.Tool, Is.EqualTo("return_delivered_order_items"));
        Assert.That(second.PendingApproval?.Tool, Is.EqualTo("cancel_pending_order"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Abuse_is_met_calmly_and_the_question_stands(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        var calm = await talk.SayAsync("you are useless idiots", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(calm.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(calm.Reply, Does.Contain("I am sorry this is frustrating").And.Contain("Where should the refund go"));
    }
}
