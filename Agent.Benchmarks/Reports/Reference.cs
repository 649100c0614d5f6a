namespace Agent.Benchmarks.Reports;

/// <summary>
/// What others need for the same work on the same kind of machine. LangGraph.js with its PostgreSQL saver plays the conversation
/// (question, refund, approval); Semantic Kernel's in-process runtime, which stores nothing, runs the supersteps.
/// </summary>
internal static class Reference
{
    public const double ConversationsPerSecondAt1 = 20;
    public const double ConversationsPerSecondAt16 = 37;
    public const double ServiceCpuMs = 24.5;
    public const double ServerCpuMs = 12.6;
    public const double Commits = 36;
    public const double Rows = 101;
    public const double WalKilobytes = 72;
    public const double TurnMedianMsAt1 = 18;

    public const double ChainMs = 0.49;
    public const double ChainKilobytes = 239;
    public const double LoopStepMicroseconds = 7.5;
    public const double LoopStepKilobytes = 9.1;

    // 201 conversations under 50 kills in its durable mode; 100 conversations with two inputs at the same instant.
    public const int LostUnderKills = 0;
    public const int RefundedTwiceUnderKills = 13;
    public const int RefundedTwiceByTwoApprovals = 100;
    public const int LostOfTwoMessages = 100;
}
