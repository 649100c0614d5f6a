using System.Text.Json;

namespace Agent.Processes.Runtime.Execution;

/// <summary>What the next commit will store: supersteps and events as JSON, written once.</summary>
/// <param name="discards">True to write nothing: what a superstep costs apart from being written down, as a runtime without storage runs it. Only for measuring.</param>
internal sealed class CheckpointDraft(bool discards = false) : IDisposable
{
    private readonly PooledJson _body = new();
    private readonly PooledJson _events = new();

    public bool Discards => discards;

    /// <summary>The first superstep in it; 0 when it is empty.</summary>
    public int Number { get; private set; }

    /// <summary>True once it holds an activity: then it is committed before anything else happens.</summary>
    public bool HasActivity { get; set; }

    /// <summary>True once it holds an event for the stream.</summary>
    public bool HasOutwardEvent { get; set; }

    public List<ApprovalRequested> Approvals { get; } = [];

    /// <summary>Questions that were answered in it: what was asked, since when, and what became of it.</summary>
    public List<(ApprovalRequested Asked, DateTimeOffset Since, ApprovalDecided Decided)> Waits { get; } = [];

    /// <summary>Under which id what is different for the tenant is recorded; null when nothing is.</summary>
    public string? Terms { get; set; }

    /// <summary>What events in it say that is counted, see <see cref="Telemetry.TurnMeasurement"/>: taken down as they are written, since reading them back costs as much as writing did.</summary>
    public List<object> Outcomes { get; } = [];

    public Utf8JsonWriter Body => _body.Writer;

    public Utf8JsonWriter Events => _events.Writer;

    /// <summary>Valid until the draft is used again.</summary>
    public ReadOnlyMemory<byte> BodyJson => _body.WrittenMemory;

    /// <summary>Valid until the draft is used again.</summary>
    public ReadOnlyMemory<byte> EventsJson => _events.WrittenMemory;

    public void Open(int number)
    {
        if (Number > 0)
        {
            return;
        }

        Number = number;
        Body.WriteStartObject();
        Body.WriteStartArray(StoredNames.Supersteps);
        Events.WriteStartArray();
    }

    public void Close(TurnProgress progress, JsonSerializerOptions json)
    {
        Body.WriteEndArray();
        Body.WritePropertyName(StoredNames.Turn);
        JsonSerializer.Serialize(Body, progress, json);
        if (Terms is not null)
        {
            Body.WriteString(StoredNames.Terms, Terms);
        }

        Body.WriteEndObject();
        Body.Flush();
        Events.WriteEndArray();
        Events.Flush();
    }

    public void Clear()
    {
        Number = 0;
        HasActivity = false;
        HasOutwardEvent = false;
        Approvals.Clear();
        Waits.Clear();
        Outcomes.Clear();
        _body.Clear();
        _events.Clear();
    }

    public void Dispose()
    {
        _body.Dispose();
        _events.Dispose();
    }
}
