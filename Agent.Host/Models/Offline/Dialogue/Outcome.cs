namespace Agent.Host.Models.Offline.Dialogue;

/// <summary>One consequential call and what came back for it.</summary>
internal sealed class Outcome
{
    public required string Tool { get; init; }

    public required string Signature { get; init; }

    /// <summary>The order it is about; empty for the customer's profile or a ticket.</summary>
    public required string OrderId { get; init; }

    public required IDictionary<string, object?> Arguments { get; init; }

    public OutcomeState State { get; set; } = OutcomeState.Proposed;

    /// <summary>The text that came back.</summary>
    public string Text { get; set; } = "";

    /// <summary>Whether the customer has been told; nothing is told twice.</summary>
    public bool IsReported { get; set; }

    public bool IsOpen => State is OutcomeState.Proposed or OutcomeState.Awaiting;

    public void Receive(string text)
    {
        Text = text;
        IsReported = false;
        State = StateOf(text);
    }

    private static OutcomeState StateOf(string text)
    {
        if (text.StartsWith("Awaiting approval", StringComparison.OrdinalIgnoreCase))
            return OutcomeState.Awaiting;
        if (text.StartsWith("Refused by policy", StringComparison.OrdinalIgnoreCase))
            return OutcomeState.Refused;
        if (text.StartsWith("Declined by the operator", StringComparison.OrdinalIgnoreCase))
            return OutcomeState.DeclinedByOperator;
        if (text.StartsWith("Declined", StringComparison.OrdinalIgnoreCase))
            return OutcomeState.DeclinedByCustomer;
        if (text.StartsWith("Expired", StringComparison.OrdinalIgnoreCase))
            return OutcomeState.Expired;
        return text.StartsWith("Error", StringComparison.OrdinalIgnoreCase) ? OutcomeState.Failed : OutcomeState.Done;
    }
}
