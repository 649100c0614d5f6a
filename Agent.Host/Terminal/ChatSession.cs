using Agent.Processes;

namespace Agent.Host.Terminal;

/// <summary>One conversation in the terminal: the customer's lines in, the answers out, approvals asked in between.</summary>
internal sealed class ChatSession(IConversations conversations, ChatScreen screen, TextReader input, ChatOptions options)
{
    private const string Tenant = "demo"; // whoever sits at the machine is its developer
    private const string Operator = "operator:terminal";

    /// <summary>Talks until the input ends, the conversation ends, or the person leaves.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (await OpenAsync(cancellationToken) is not { } conversation)
                return 1;
            var key = new ConversationKey(Tenant, conversation.Id);
            var pending = conversation.PendingApproval?.Request;
            var isOver = IsOver(conversation.Status);
            while (!isOver)
            {
                var goesOn = pending is { Approver: "operator" } ? await DecideAsync(key, pending, cancellationToken) : await SpeakAsync(key, cancellationToken);
                if (!goesOn)
                    break;
                (pending, isOver) = await AfterAsync(key, cancellationToken);
                if (pending is { Approver: "customer" } && !isOver)
                    screen.Note("  waiting for your yes or no");
            }

            if (isOver)
                screen.Note("The conversation has ended.");
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            screen.EndLine();
            return 0;
        }
    }

    private async Task<ConversationView?> OpenAsync(CancellationToken cancellationToken)
    {
        if (options.ConversationId is not { } id)
        {
            var started = await conversations.StartAsync(Tenant, new() { CustomerId = options.CustomerId, Channel = "terminal" }, cancellationToken);
            screen.Note($"Conversation {started.Id} with {started.CustomerId}. Ctrl-D ends it; --conversation goes on with it.");
            return started;
        }

        var key = new ConversationKey(Tenant, id);
        if (await conversations.FindAsync(key, cancellationToken) is not { } found)
        {
            screen.Warn($"There is no conversation {id}.");
            return null;
        }

        foreach (var line in await conversations.ReadTranscriptAsync(key, cancellationToken))
            screen.Say(line.Role, line.Text);
        if (found.PendingApproval is { } approval)
            screen.Note($"  open: {approval.Request.Summary}");
        return found;
    }

    // Returns false at the end of the input.
    private async Task<bool> SpeakAsync(ConversationKey key, CancellationToken cancellationToken)
    {
        string? line;
        do
        {
            screen.Ask("you>");
            line = await ReadLineAsync(cancellationToken);
        }
        while (line is not null && string.IsNullOrWhiteSpace(line));
        if (line is null)
            return false;

        var acceptance = await conversations.SendAsync(key, new() { Text = line }, null, cancellationToken);
        if (acceptance.Outcome == AcceptanceOutcome.Accepted)
            await ShowAsync(key, acceptance.Turn, acceptance.LastEvent, cancellationToken);
        return true;
    }

    private async Task<bool> DecideAsync(ConversationKey key, ApprovalRequested approval, CancellationToken cancellationToken)
    {
        screen.Note($"  an operator must decide: {approval.Summary}");
        screen.Ask("approve as operator? [y/N/reason]");
        if (await ReadLineAsync(cancellationToken) is not { } line)
            return false;
        var answer = line.Trim();
        var approve = answer.ToLowerInvariant() is "y" or "yes";
        var reason = approve || answer.ToLowerInvariant() is "" or "n" or "no" ? null : answer;
        if (await conversations.DecideAsync(key.Tenant, approval.ApprovalId, approve, reason, Operator, cancellationToken) is not { } outcome)
            return true;
        if (outcome.Accepted)
            await ShowAsync(key, outcome.Turn, outcome.LastEvent, cancellationToken);
        else
            screen.Note($"  no longer open: {outcome.Approval.Status.ToString().ToLowerInvariant()}");
        return true;
    }

    private Task ShowAsync(ConversationKey key, int turn, long after, CancellationToken cancellationToken) =>
        new TurnPrinter(screen).PrintAsync(conversations.ReadEventsAsync(key, after, turn, cancellationToken), cancellationToken);

    private async Task<(ApprovalRequested? Pending, bool IsOver)> AfterAsync(ConversationKey key, CancellationToken cancellationToken) =>
        await conversations.FindAsync(key, cancellationToken) is { } now ? (now.PendingApproval?.Request, IsOver(now.Status)) : (null, true);

    // A console blocks its reader, whatever token it is given; whoever leaves does not wait for it.
    private Task<string?> ReadLineAsync(CancellationToken cancellationToken) => Task.Run(input.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);

    private static bool IsOver(ConversationStatus status) => status is ConversationStatus.Completed or ConversationStatus.Cancelled;
}
