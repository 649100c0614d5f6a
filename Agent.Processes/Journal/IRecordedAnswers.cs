using System.Text.Json;

namespace Agent.Processes.Journal;

/// <summary>What answers instead of models, tools and people, when steps run again.</summary>
internal interface IRecordedAnswers
{
    /// <summary>The time steps see.</summary>
    DateTimeOffset Now { get; }

    /// <summary>Answers an activity.</summary>
    /// <param name="asked">What is asked for now.</param>
    /// <param name="request">The whole request of a model call.</param>
    /// <returns>What is asked for, with the recorded answer; null when it shall be asked for in earnest.</returns>
    /// <exception cref="RecordedException">Nothing like it is on record.</exception>
    ActivityRecord? Serve(ActivityRecord asked, Func<JsonElement>? request = null);

    /// <summary>Whether the very same request is on record and was not served yet.</summary>
    bool Has(ActivityRecord asked);
}
