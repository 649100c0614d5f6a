namespace Agent.Processes.Runtime;

/// <summary>Why a turn fails: stable codes for programs, and words for the customer.</summary>
internal static class TurnFailures
{
    public const string Error = "error";
    public const string SuperstepLimit = "superstep_limit";
    public const string Timeout = "turn_timeout";
    public const string Skipped = "skipped";
    public const string Cancelled = "cancelled";
    public const string Claimed = "claimed";

    public static string Message(string reason) => reason switch
    {
        SuperstepLimit or Timeout => "This took too long, so I stopped. What was done is noted above; nothing else was changed. Please write again, or ask for a person.",
        Skipped => "We could not carry this out, and have set it aside. Please write again, or ask for a person.",
        Claimed => "A colleague has taken over, and will answer you here.",
        Cancelled => "This conversation was ended.",
        _ => "Something went wrong on our side, and I could not finish. Please write again, or ask for a person.",
    };
}
