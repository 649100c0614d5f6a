namespace Agent.Processes.Replay.Judging;

/// <summary>What a judge says of two answers to the same message.</summary>
/// <param name="Verdict"><c>same</c>, <c>better</c> or <c>worse</c>: the new answer beside the recorded one.</param>
/// <param name="Reason">Why, in a sentence.</param>
public sealed record JudgeVerdict(string Verdict, string Reason)
{
    /// <summary>The verdict of a judge who gave no valid one.</summary>
    public const string None = "unjudged";
}
