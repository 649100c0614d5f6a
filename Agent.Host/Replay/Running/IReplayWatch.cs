using Agent.Host.Replay.Results;

namespace Agent.Host.Replay.Running;

/// <summary>Sees a replay go on.</summary>
internal interface IReplayWatch
{
    /// <summary>Something was done and stored.</summary>
    /// <param name="progress">How much is read, from 0 to 1.</param>
    /// <param name="sum">What came of it so far, in this run of the program.</param>
    void Report(double progress, ReplaySummary sum);
}
