using System.Text.Json;

namespace Agent.Processes.Journal;

/// <summary>The recorded activities of one superstep, served to the same superstep when it runs again. Nothing outside is called.</summary>
/// <param name="recorded">As stored.</param>
/// <param name="now">The superstep's time.</param>
/// <param name="keepsRequests">Whether the whole requests of model calls are wanted, see <see cref="Requests"/>.</param>
internal sealed class RecordedActivities(IReadOnlyList<ActivityRecord> recorded, DateTimeOffset now, bool keepsRequests = false) : IRecordedAnswers
{
    private readonly Lock _lock = new();
    private readonly ActivityRecord?[] _asked = new ActivityRecord?[recorded.Count];
    private readonly JsonElement?[] _requests = new JsonElement?[recorded.Count];

    public DateTimeOffset Now => now;

    /// <summary>What is on record.</summary>
    public IReadOnlyList<ActivityRecord> Recorded => recorded;

    /// <summary>By the place of the recorded activity: what was asked for now; null when nothing was.</summary>
    public IReadOnlyList<ActivityRecord?> Asked => _asked;

    /// <summary>The first activity that was asked for and is not on record: the superstep went another way.</summary>
    public ActivityRecord? Unrecorded { get; private set; }

    /// <summary>By the place of the recorded activity: the whole request that was made now.</summary>
    public IReadOnlyList<JsonElement?> Requests => _requests;

    /// <summary>Answers an activity: by the record of the very same request, else by the next one of its kind, name and step.</summary>
    /// <param name="asked">What is asked for now.</param>
    /// <param name="request">The whole request of a model call.</param>
    /// <returns>What is asked for, with the recorded answer.</returns>
    /// <exception cref="RecordedException">Nothing like it is on record.</exception>
    public ActivityRecord? Serve(ActivityRecord asked, Func<JsonElement>? request = null)
    {
        lock (_lock)
        {
            var place = Find(asked, isSame: true) ?? Find(asked, isSame: false);
            if (place is not { } found)
            {
                Unrecorded ??= asked;
                throw new RecordedException("NotRecorded", $"The record holds no {asked.Kind} call '{asked.Name}' of step '{asked.Step}' here.");
            }

            _asked[found] = asked;
            if (keepsRequests)
            {
                _requests[found] = request?.Invoke();
            }

            return Answered(asked, recorded[found]);
        }
    }

    /// <summary>Whether the very same request is on record and was not served yet.</summary>
    public bool Has(ActivityRecord asked)
    {
        lock (_lock)
        {
            return Find(asked, isSame: true) is not null;
        }
    }

    private int? Find(ActivityRecord asked, bool isSame)
    {
        for (var place = 0; place < recorded.Count; place++)
        {
            var candidate = recorded[place];
            if (_asked[place] is null && candidate.Kind == asked.Kind && candidate.Name == asked.Name && candidate.Step == asked.Step && (!isSame || IsSame(asked, candidate)))
            {
                return place;
            }
        }

        return null;
    }

    private static bool IsSame(ActivityRecord asked, ActivityRecord candidate) => asked.RequestDigest is { } digest
        ? candidate.RequestDigest == digest
        : candidate.Request is { } known && asked.Request is { } request && JsonElement.DeepEquals(known, request);

    /// <summary>What is asked for, with a recorded answer.</summary>
    public static ActivityRecord Answered(ActivityRecord asked, ActivityRecord known) => asked with
    {
        Model = known.Model,
        Response = known.Response,
        Error = known.Error,
        Fault = known.Fault,
        StartedAt = known.StartedAt,
        DurationMs = known.DurationMs,
        InputTokens = known.InputTokens,
        CachedInputTokens = known.CachedInputTokens,
        OutputTokens = known.OutputTokens,
        CostUsd = known.CostUsd,
    };
}
