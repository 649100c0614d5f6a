namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>Proposes a consequential call once. Whether it may run, and who must agree, is the workflow's business.</summary>
internal static class Proposal
{
    /// <returns>Whether the turn ends here: the call is made, or its approval is still open.</returns>
    public static bool Make(Turn turn, Request request, string orderId, string tool, params (string Name, object? Value)[] arguments)
    {
        var signature = Arguments.Signature(tool, arguments.ToDictionary(a => a.Name, a => a.Value));
        var before = request.Outcomes.FindLast(o => o.Signature == signature);
        if (before is { State: OutcomeState.Proposed or OutcomeState.Awaiting })
        {
            turn.Say(Waiting(turn, before));
            return true;
        }

        // What a rule refused it would refuse again: the customer hears the reason once more instead.
        if (turn.Conversation.Log.Requests.SelectMany(r => r.Outcomes).FirstOrDefault(o => o.Signature == signature && o.State is OutcomeState.Refused) is { } refused)
        {
            if (before is null)
                turn.Say(OutcomeWording.Of(refused, turn.Facts));
            request.IsClosed = true;
            return false;
        }

        if (before is not null)
            return false; // Refused, declined, failed or done: the same call again would end the same way.
        return turn.Call(tool, arguments);
    }

    public static string Waiting(Turn turn, Outcome outcome)
    {
        var summary = turn.Conversation.WaitingFor ?? SummaryIn(outcome.Text);
        var isOperator = outcome.Text.Contains("(operator)", StringComparison.OrdinalIgnoreCase);
        var who = isOperator ? "A colleague has to approve this first" : "This waits for your decision";
        return summary.Length == 0 ? who + ". Nothing has been changed yet." : $"{who}: {summary.TrimEnd('.')}. Nothing has been changed yet.";
    }

    private static string SummaryIn(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? "" : text[(colon + 1)..].Trim();
    }
}
