namespace Agent.Processes;

/// <summary>
/// The request that is being answered, as far as there is one: what it puts into a conversation is stored with its id, and everything that comes of it says so. It flows with the call, and does
/// not reach the turn by itself: that may run on another replica, and reads it from the input.
/// </summary>
public static class RequestOrigin
{
    private static readonly AsyncLocal<string?> s_id = new();

    /// <summary>The request's id; null outside of requests.</summary>
    public static string? Id
    {
        get => s_id.Value;
        set => s_id.Value = value;
    }
}
