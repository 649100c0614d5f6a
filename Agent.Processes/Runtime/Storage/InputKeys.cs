namespace Agent.Processes.Runtime.Storage;

/// <summary>
/// The idempotency keys of inputs that came without one, so that they too can be sent again when an answer got lost. They begin with a space, which no
/// caller's key may.
/// </summary>
internal static class InputKeys
{
    /// <summary>A key nobody else has.</summary>
    public static string New() => " " + Convert.ToBase64String(Guid.NewGuid().ToByteArray());

    /// <exception cref="ArgumentException">A caller's key looks like one of ours.</exception>
    public static void Check(string? callers)
    {
        if (callers is [' ', ..])
        {
            throw new ArgumentException("An idempotency key must not begin with a space.", nameof(callers));
        }
    }
}
