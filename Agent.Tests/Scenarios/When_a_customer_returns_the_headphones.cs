using Agent.Plugins.Mcp.Remote.Configuration;
using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>The main job, end to end: from a message to a return that is booked once.</summary>
[TestFixture(ToolMode.InProcess), TestFixture(ToolMode.Mcp)]
internal sealed class When_a_customer_returns_the_headphones(ToolMode tools)
{
    private SupportFixture _support = null!;

    [SetUp]
    public async Task StartAsync() => _support = await SupportFixture.StartAsync(tools: tools);

    [TearDown]
    public async Task StopAsync() => await _support.DisposeAsync();

    [Test, CancelAfter(120_000)]
    public async Task They_are_asked_what_is_missing_confirm_and_the_return_is_booked_once(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        var first = await talk.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        var asked = await talk.SayAsync("back to my card please", cancellationToken);
        var booked = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(first.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(first.Reply, Does.Contain("?"));
        Assert.That(asked.Status, Is.EqualTo(ConversationStatus.Waiting));
        Assert.That(asked.PendingApproval!.Tool, Is.EqualTo("return_delivered_order_items"));
        Assert.That(booked.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(booked.Reply, Does.Contain("#W1000001"));
        Assert.That(await ReturnsAsync(cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(120_000)]
    public async Task A_no_books_nothing(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to return the headphones from my last order, refund to my credit card", cancellationToken);
        var declined = await talk.SayAsync("no, leave it", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(declined.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(declined.PendingApproval, Is.Null);
        Assert.That(await ReturnsAsync(cancellationToken), Is.Zero);
    }

    [Test, CancelAfter(120_000)]
    public async Task A_question_in_between_is_answered_and_the_approval_stays_open(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        var asked = await talk.SayAsync("I'd like to return the headphones from my last order, refund to my credit card", cancellationToken);
        var repeated = await talk.SayAsync("what was that again?", cancellationToken);
        var booked = await talk.SayAsync("ok, yes please", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(asked.Status, Is.EqualTo(ConversationStatus.Waiting));
        Assert.That(repeated.Status, Is.EqualTo(ConversationStatus.Waiting));
        Assert.That(repeated.Reply, Does.Contain("#W1000001"));
        Assert.That(booked.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await ReturnsAsync(cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(120_000)]
    public async Task Facts_that_change_before_the_yes_are_asked_about_again(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to return the headphones from my last order, refund to my credit card", cancellationToken);
        await _support.ExecuteAsync("UPDATE backoffice.customers SET tier = 'standard' WHERE customer_id = 'mara_olsen_1001'", cancellationToken);
        var again = await talk.SayAsync("yes", cancellationToken);
        var before = await ReturnsAsync(cancellationToken);
        var booked = await talk.SayAsync("yes", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(again.Status, Is.EqualTo(ConversationStatus.Waiting));
        Assert.That(before, Is.Zero);
        Assert.That(booked.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(await ReturnsAsync(cancellationToken), Is.EqualTo(1));
    }

    [Test, CancelAfter(120_000)]
    public async Task Every_model_call_is_stored_with_its_prompt(CancellationToken cancellationToken)
    {
        var talk = await _support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("Where is my order #W1000002?", cancellationToken);
        var calls = (await _support.Conversations.ReadSuperstepsAsync(talk.Key, cancellationToken: cancellationToken))
            .SelectMany(superstep => superstep.Activities.EnumerateArray()).Where(activity => activity.GetProperty("kind").GetString() == "model").ToList();
        using var scope = Assert.EnterMultipleScope();
        Assert.That(calls.Select(call => call.GetProperty("name").GetString()), Is.SupersetOf(new[] { "input_guardrail", "triage", "orders_agent" }));
        Assert.That(calls.Select(call => call.GetProperty("version").GetString()), Is.All.Not.Empty);
        Assert.That(calls.Select(call => call.GetProperty("hash").GetString()), Is.All.Matches("^[0-9a-f]{16}$"));
    }

    private async Task<long> ReturnsAsync(CancellationToken cancellationToken) =>
        await _support.ReadAsync<long>("SELECT count(*) FROM backoffice.returns WHERE order_id = '#W1000001'", cancellationToken);
}
