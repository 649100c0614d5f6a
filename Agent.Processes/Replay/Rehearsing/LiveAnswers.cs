using System.Text.Json;
using Agent.Processes.Journal;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>Answers nothing: models and tools are asked in earnest, and it is today.</summary>
internal sealed class LiveAnswers(LiveTerms terms, DateTimeOffset now) : IRehearsalAnswers
{
    public DateTimeOffset Now => now;

    public IReadOnlyList<UnrecordedRequest> Unrecorded => [];

    /// <summary>With the money the rest is gone as well: what the workflow does then is not what it would do.</summary>
    public bool IsStopped => terms.Spending.IsExceeded;

    public void Begin(ScriptedTurn turn)
    {
        // Nothing depends on the turn.
    }

    public ActivityRecord? Serve(ActivityRecord asked, Func<JsonElement>? request = null) => null;

    public bool Has(ActivityRecord asked) => false;
}
