namespace Agent.Processes.Journal;

/// <summary>Collects the activities of one step function while it runs.</summary>
/// <remarks>It flows with the call, because a chat client does not see the kernel it is called for.</remarks>
internal sealed class ActivityScope(string step)
{
    private static readonly AsyncLocal<ActivityScope?> s_current = new();
    private List<ActivityRecord>? _records;

    public static ActivityScope? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    public string Step { get; } = step;

    /// <summary>The superstep's time, see <see cref="Runtime.Execution.StepClock"/>; null when nobody set one.</summary>
    public DateTimeOffset? Now { get; set; }

    /// <summary>The conversation the step works in; null where the kernel knows of none.</summary>
    public ConversationInfo? Conversation { get; set; }

    /// <summary>Null when there was none.</summary>
    public List<ActivityRecord>? Records => _records;

    /// <summary>What answers instead of models, tools and people, when the superstep runs again from the record; null in real life.</summary>
    public IRecordedAnswers? Recorded { get; set; }

    public void Add(ActivityRecord record)
    {
        var records = LazyInitializer.EnsureInitialized(ref _records, static () => []);
        lock (records)
        {
            records.Add(record);
        }
    }
}
