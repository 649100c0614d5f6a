using Agent.Processes;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Scenarios;

/// <summary>The support workflow with a person in between; what was played is replayed when the fixture ends.</summary>
internal sealed class When_an_operator_takes_a_conversation_over
{
    private const string Ann = "operator:ann";

    [Test, CancelAfter(120_000)]
    public async Task A_return_that_waited_for_a_yes_is_off_the_table_and_the_agent_goes_on_with_what_it_was_told(CancellationToken cancellationToken)
    {
        await using var support = await SupportFixture.StartAsync();
        var takeOvers = support.Get<ITakeOvers>();
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        await talk.SayAsync("I'd like to return the headphones from my last order", cancellationToken);
        var asked = await talk.SayAsync("back to my card please", cancellationToken);
        Assert.That(asked.PendingApproval, Is.Not.Null);

        await takeOvers.ClaimAsync(talk.Key, Ann, "she called", cancellationToken);
        var yes = await talk.SayAsync("yes", cancellationToken);
        await takeOvers.WriteAsync(talk.Key, Ann, "I have looked into this for you.", cancellationToken);
        await takeOvers.ReleaseAsync(talk.Key, Ann, "She wants an exchange after all.", cancellationToken);
        var after = await talk.SayAsync("what is the status of my order #W1000002?", cancellationToken);

        var number = (await support.Conversations.ReadSuperstepsAsync(talk.Key, limit: 500, cancellationToken: cancellationToken))[^1].Number;
        var states = (await support.Conversations.ReadCheckpointAsync(talk.Key, number, cancellationToken))!.States;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(yes, Has.Property("Status").EqualTo(ConversationStatus.Claimed).And.Property("Reply").Null);
        Assert.That(after.Reply, Does.Contain("#W1000002"));
        Assert.That(after.Reply, Does.Not.Contain("waits for your decision"));
        Assert.That(after.PendingApproval, Is.Null);
        Assert.That(states["orders/agent"].GetRawText(), Does.Contain("I have looked into this for you.").And.Contains("She wants an exchange after all."));
        Assert.That(states["orders/agent"].GetRawText(), Does.Not.Contain("\"yes\""), "what the customer wrote meanwhile was not looked over by the guardrail");
        Assert.That(await support.ReadAsync<string>("SELECT status FROM backoffice.orders WHERE order_id = '#W1000001'", cancellationToken), Is.EqualTo("delivered"));
    }
}
