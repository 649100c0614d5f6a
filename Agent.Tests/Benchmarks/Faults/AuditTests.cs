using Agent.Benchmarks.Faults.Auditing;
using Agent.Processes;

namespace Agent.Tests.Benchmarks.Faults;

/// <summary>The auditor of the fault matrix on databases that are wrong in one thing each.</summary>
internal sealed class AuditTests
{
    private HandMadeHistory _history = null!;

    [SetUp, CancelAfter(60_000)]
    public async Task OpenAsync() => _history = await HandMadeHistory.OpenAsync(TestContext.CurrentContext.CancellationToken);

    [TearDown]
    public async Task CloseAsync() => await _history.DisposeAsync();

    [Test, CancelAfter(60_000)]
    public async Task Finds_nothing_where_nothing_is_wrong(CancellationToken cancellationToken) =>
        Assert.That(await _history.AuditAsync(cancellationToken), Is.Empty);

    [Test, CancelAfter(60_000)]
    public async Task Finds_an_acknowledged_input_that_is_in_no_inbox(CancellationToken cancellationToken)
    {
        _history.Inputs.RemoveAt(1);
        await FindsAsync(FindingKind.LostInput, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_an_input_whose_turn_never_ended(CancellationToken cancellationToken)
    {
        _history.Checkpoints.RemoveAt(2);
        await FindsAsync(FindingKind.LostInput, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_decision_that_was_acknowledged_and_not_kept(CancellationToken cancellationToken)
    {
        _history.Played.Decisions = 1;
        await FindsAsync(FindingKind.LostInput, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_copy_of_an_input_that_became_a_turn_of_its_own(CancellationToken cancellationToken)
    {
        _history.Inputs.Add(new() { Tenant = "demo", ConversationId = HandMadeHistory.Id, Number = 3, Kind = ConversationInputs.Message, Payload = "{}" });
        await FindsAsync(FindingKind.DoubledAnswer, cancellationToken, FindingKind.LostInput);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_second_ticket(CancellationToken cancellationToken)
    {
        await _history.ExecuteAsync(HandMadeHistory.Ticket("T-2"), cancellationToken);
        await FindsAsync(FindingKind.DuplicatedEffect, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_call_that_was_made_twice_under_different_keys(CancellationToken cancellationToken)
    {
        await _history.ExecuteAsync(HandMadeHistory.Effect("c1:ticket_t1~2"), cancellationToken);
        await FindsAsync(FindingKind.DuplicatedEffect, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_money_that_left_a_gift_card_unasked(CancellationToken cancellationToken)
    {
        await _history.ExecuteAsync("UPDATE backoffice.payment_methods SET balance_minor = balance_minor - 1 WHERE customer_id = 'mara_olsen_1001' AND balance_minor IS NOT NULL", cancellationToken);
        await FindsAsync(FindingKind.DuplicatedEffect, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_an_effect_that_is_missing(CancellationToken cancellationToken)
    {
        await _history.ExecuteAsync("DELETE FROM backoffice.tickets", cancellationToken);
        await FindsAsync(FindingKind.MissingEffect, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_turn_without_an_answer(CancellationToken cancellationToken)
    {
        _history.Checkpoints[2].Events = """[{"n":4,"t":"turn.started"},{"n":5,"t":"step.completed"},{"n":6,"t":"turn.completed"}]""";
        await FindsAsync(FindingKind.MissingAnswer, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_turn_with_two_answers(CancellationToken cancellationToken)
    {
        _history.Checkpoints[2].Events = """[{"n":4,"t":"message.completed"},{"n":5,"t":"message.completed"},{"n":6,"t":"turn.completed"}]""";
        await FindsAsync(FindingKind.DoubledAnswer, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_conversation_that_somebody_still_owns(CancellationToken cancellationToken)
    {
        (_history.Conversation.Owner, _history.Conversation.LeaseUntil) = ("somebody", DateTime.UtcNow);
        await FindsAsync(FindingKind.StuckConversation, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_conversation_that_says_it_runs_and_does_not(CancellationToken cancellationToken)
    {
        _history.Conversation.Status = ConversationStatus.Running;
        await FindsAsync(FindingKind.StuckConversation, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_commit_of_an_owner_that_had_been_replaced(CancellationToken cancellationToken)
    {
        _history.Checkpoints[2].Epoch = 1;
        await FindsAsync(FindingKind.StaleCommit, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_gap_between_supersteps(CancellationToken cancellationToken)
    {
        (_history.Checkpoints[2].Number, _history.Checkpoints[2].LastNumber) = (5, 5);
        await FindsAsync(FindingKind.BrokenNumbering, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_supersteps_that_were_stored_twice(CancellationToken cancellationToken)
    {
        _history.Checkpoints[2].Number = 3;
        await FindsAsync(FindingKind.BrokenNumbering, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_an_event_that_is_missing(CancellationToken cancellationToken)
    {
        _history.Checkpoints[0].Events = "[]";
        await FindsAsync(FindingKind.BrokenNumbering, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_turns_that_ran_in_another_order_than_they_came(CancellationToken cancellationToken)
    {
        (_history.Checkpoints[0].Turn, _history.Checkpoints[1].Turn, _history.Checkpoints[2].Turn) = (2, 2, 1);
        await FindsAsync(FindingKind.TurnOutOfOrder, cancellationToken);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_a_turn_that_began_before_the_last_one_had_ended(CancellationToken cancellationToken)
    {
        (_history.Checkpoints[0].Turn, _history.Checkpoints[1].Turn) = (1, 2);
        await FindsAsync(FindingKind.TurnOutOfOrder, cancellationToken, FindingKind.LostInput, FindingKind.DoubledAnswer);
    }

    [Test, CancelAfter(60_000)]
    public async Task Finds_an_answer_that_no_client_should_get(CancellationToken cancellationToken)
    {
        _history.Played.Trouble = "The service answered 500.";
        await FindsAsync(FindingKind.UnexpectedAnswer, cancellationToken);
    }

    /// <summary>It finds what is wrong, and beside it at most what follows from that.</summary>
    private async Task FindsAsync(FindingKind kind, CancellationToken cancellationToken, params FindingKind[] consequences)
    {
        var found = (await _history.AuditAsync(cancellationToken)).Select(finding => finding.Kind).Distinct().ToList();
        Assert.That(found, Does.Contain(kind));
        Assert.That(found, Is.SubsetOf([kind, .. consequences]));
    }
}
