namespace Agent.Benchmarks.Faults.Scripts;

/// <summary>One thing that comes into a conversation from outside.</summary>
/// <param name="Text">What the customer writes; braces hold the order's number. Null: an operator approves what is open.</param>
internal sealed record ScriptInput(string? Text)
{
    public static readonly ScriptInput Approval = new((string?)null);

    public static implicit operator ScriptInput(string text) => new(text);

    public string TextFor(string orderId) => Text?.Replace("{order}", orderId, StringComparison.Ordinal) ?? throw new InvalidOperationException("A decision has no text.");
}
