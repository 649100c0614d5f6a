using Agent.Processes.Journal;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>What answers the models and tools of a rehearsal.</summary>
internal interface IRehearsalAnswers : IRecordedAnswers
{
    /// <summary>What was asked for and is not on record.</summary>
    IReadOnlyList<UnrecordedRequest> Unrecorded { get; }

    /// <summary>True once something has happened that ends the rehearsal.</summary>
    bool IsStopped { get; }

    /// <summary>Goes on to a turn.</summary>
    void Begin(ScriptedTurn turn);
}
