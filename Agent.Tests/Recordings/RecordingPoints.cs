namespace Agent.Tests.Recordings;

/// <summary>Where a conversation may stand when a new version of the service takes it over. The names are file names.</summary>
internal static class RecordingPoints
{
    /// <summary>A reading tool has answered; the answer is on its way to the specialist.</summary>
    public const string AfterATool = "mid_turn_after_a_tool";

    /// <summary>The customer has said yes and the facts were checked; the return is about to be booked.</summary>
    public const string BeforeTheReturn = "mid_turn_before_the_return";

    public const string WaitingForTheCustomer = "waiting_for_the_customer";

    public const string WaitingForAnOperator = "waiting_for_an_operator";

    /// <summary>The return is booked and told; nothing is open.</summary>
    public const string AfterTheReturn = "after_the_return";

    /// <summary>The last turn reached a limit.</summary>
    public const string Failed = "failed";

    /// <summary>60 turns, more than a log's window.</summary>
    public const string LongHistory = "long_history";

    /// <summary>The customer said goodbye.</summary>
    public const string Completed = "completed";

    public static IReadOnlyList<string> All { get; } =
        [AfterATool, BeforeTheReturn, WaitingForTheCustomer, WaitingForAnOperator, AfterTheReturn, Failed, LongHistory, Completed];
}
