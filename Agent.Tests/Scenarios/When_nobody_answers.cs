using Agent.Processes;
using Agent.Processes.Prompts;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Agent.Tests.Recordings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Scenarios;

/// <summary>People are asked and do not answer, or answer too late, or both at once. The shop, the policies and the sweep are the real ones.</summary>
internal sealed class When_nobody_answers
{
    private const string Return = "I want to return everything from order #W1000004, refund to the original payment method";
    private readonly ShiftedClock _clock = new();
    private SupportFixture? _support;

    [TearDown]
    public async Task StopAsync()
    {
        if (_support is not null)
        {
            await _support.DisposeAsync();
        }
    }

    [Test, CancelAfter(60_000)]
    public async Task The_customer_is_told_what_was_not_done_and_may_ask_again(CancellationToken cancellationToken)
    {
        var talk = await AskedToReturnAsync(await StartAsync(), cancellationToken);
        _clock.Advance(TimeSpan.FromHours(25));
        var told = await talk.EndAsync(3, "(a day passes)", cancellationToken);
        var events = await talk.EventsAsync(3, cancellationToken);
        var booked = await ReturnsAsync("#W1000001", cancellationToken);
        var again = await talk.SayAsync("I'd like to return the headphones from order #W1000001, back to my card please", cancellationToken);
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(told.Reply, Does.Contain("this was not done: Return Wireless Headphones").And.Contain("Nothing was changed"));
        Assert.That(told.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(told.PendingApproval, Is.Null);
        Assert.That(events.Last(happened => happened.Type == ConversationEvents.ApprovalDecided).Data.GetProperty("status").GetString(), Is.EqualTo("expired"));
        Assert.That(booked, Is.Zero);
        Assert.That(again.PendingApproval?.Tool, Is.EqualTo("return_delivered_order_items"), again.Reply);
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await ReturnsAsync("#W1000001", cancellationToken), Is.EqualTo(1));
        Assert.That(
            await _support!.ReadAsync<string>("SELECT string_agg(status || ' by ' || decided_by, ', ' ORDER BY requested_at) FROM agent.approvals", cancellationToken),
            Is.EqualTo("expired by system, approved by customer"));
    }

    [Test, CancelAfter(60_000)]
    public async Task The_customer_is_reminded_four_hours_before_and_says_yes(CancellationToken cancellationToken)
    {
        var talk = await AskedToReturnAsync(await StartAsync(), cancellationToken);
        _clock.Advance(TimeSpan.FromHours(20.5));
        var reminded = await talk.EndAsync(3, "(20 hours pass)", cancellationToken);
        var events = await talk.EventsAsync(3, cancellationToken);
        var done = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(reminded.Reply, Does.Contain("still waiting for your yes or no"));
        Assert.That(reminded.Status, Is.EqualTo(ConversationStatus.Waiting));
        Assert.That(events.Count(happened => happened.Type == ConversationEvents.ApprovalReminder), Is.EqualTo(1));
        Assert.That(done.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await ReturnsAsync("#W1000001", cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(60_000)]
    public async Task An_operator_is_reminded_on_the_stream_and_then_the_customer_is_told_that_nobody_decided(CancellationToken cancellationToken)
    {
        var support = await StartAsync();
        var talk = await support.TalkAsync("tom_becker_1002", cancellationToken);
        await talk.SayAsync(Return, cancellationToken);
        _clock.Advance(TimeSpan.FromHours(20.5));
        var reminded = await talk.EndAsync(2, "(20 hours pass)", cancellationToken);
        _clock.Advance(TimeSpan.FromHours(4));
        var told = await talk.EndAsync(3, "(4 more)", cancellationToken);
        var reminder = (await talk.EventsAsync(3, cancellationToken)).Single(happened => happened.Type == ConversationEvents.ApprovalReminder);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(reminded.Reply, Is.Null);
        Assert.That(reminded.Status, Is.EqualTo(ConversationStatus.Waiting));
        Assert.That(reminder.Data.GetProperty("approver").GetString(), Is.EqualTo("operator"));
        Assert.That(reminder.Data.GetProperty("expiresAt").GetDateTimeOffset(), Is.LessThanOrEqualTo(_clock.GetUtcNow()));
        Assert.That(told.Reply, Does.Contain("No colleague has decided about this in time"));
        Assert.That(await ReturnsAsync("#W1000004", cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_yes_that_comes_before_the_sweep_but_after_the_time_does_nothing(CancellationToken cancellationToken)
    {
        var talk = await AskedToReturnAsync(await StartAsync(sweep: "01:00:00"), cancellationToken);
        _clock.Advance(TimeSpan.FromHours(25));
        var late = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(late.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await ReturnsAsync("#W1000001", cancellationToken), Is.Zero);
        Assert.That(
            await _support!.ReadAsync<string>("SELECT concat_ws(' ', status, decided_by, reason) FROM agent.approvals", cancellationToken), Is.EqualTo("expired system expired"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_customers_no_calls_off_an_operators_yes_and_the_record_says_so(CancellationToken cancellationToken)
    {
        var gate = new Gate();
        var support = await StartAsync(new HeldModel(PromptNames.Confirmation, 1, gate));
        var talk = await support.TalkAsync("tom_becker_1002", cancellationToken);
        var asked = await talk.SayAsync(Return, cancellationToken);
        var no = await support.Conversations.SendAsync(talk.Key, new() { Text = "no, leave it" }, null, cancellationToken);
        await gate.Reached;
        var yes = await support.Conversations.DecideAsync(
            SupportFixture.Tenant, asked.PendingApproval!.ApprovalId, true, "checked", "operator:ann", cancellationToken);
        gate.Open();
        await talk.EndAsync(no.Turn, "no, leave it", cancellationToken);
        await talk.EndAsync(yes!.Turn, "(the operator's yes)", cancellationToken);
        var third = await support.Conversations.DecideAsync(
            SupportFixture.Tenant, asked.PendingApproval.ApprovalId, false, null, "operator:bob", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(yes.Accepted, Is.True);
        Assert.That(await ReturnsAsync("#W1000004", cancellationToken), Is.Zero);
        Assert.That(third!.Approval.Status, Is.EqualTo(ApprovalStatus.Withdrawn));
        Assert.That(third.Approval.Decision!.DecidedBy, Is.EqualTo("customer"));
        Assert.That(third.Approval.Decision.Reason, Does.StartWith("called off after operator:ann had approved it at "));
    }

    private async Task<SupportFixture> StartAsync(IChatClient? model = null, string sweep = "00:00:00.100") => _support = await SupportFixture.StartAsync(
        model, new Dictionary<string, string?> { ["Runtime:LeaseSeconds"] = "2", ["Runtime:ApprovalSweep"] = sweep },
        configure: services => services.AddSingleton<TimeProvider>(_clock));

    private static async Task<SupportFixture.Talk> AskedToReturnAsync(SupportFixture support, CancellationToken cancellationToken)
    {
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        var asked = await talk.SayAsync("back to my card please", cancellationToken);
        Assert.That(asked.PendingApproval?.Approver, Is.EqualTo("customer"), asked.Reply);
        return talk;
    }

    private Task<long> ReturnsAsync(string order, CancellationToken cancellationToken) =>
        _support!.ReadAsync<long>($"SELECT count(*) FROM backoffice.returns WHERE order_id = '{order}'", cancellationToken);
}
