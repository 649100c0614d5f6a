using System.Collections;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Agent.Processes;

/// <summary>
/// A list inside a step's state that only grows, such as the messages of a conversation. The durable runtime stores what was added and
/// loads only the newest entries, so that the hundredth turn costs what the first one did. Elsewhere it is an ordinary list.
/// </summary>
/// <remarks>After a load the older entries are not here: <see cref="Total"/> counts them, the enumeration starts at the oldest one loaded.</remarks>
/// <typeparam name="T">A record that System.Text.Json can write and read.</typeparam>
[JsonConverter(typeof(AppendOnlyLogConverter))]
public sealed class AppendOnlyLog<T> : IReadOnlyList<T>, IAppendOnlyLog
{
    /// <summary>At least this many of the newest entries are there after a load, unless their type says otherwise (<see cref="LogWindowAttribute"/>).</summary>
    public const int Window = 40;

    private static readonly int s_window = typeof(T).GetCustomAttribute<LogWindowAttribute>()?.Entries ?? Window;
    private readonly List<T> _entries = [];
    private readonly List<LogSegment> _segments = [];
    private int _unsaved;

    /// <summary>The number of entries ever added.</summary>
    public int Total { get; private set; }

    /// <inheritdoc/>
    public int Count => _entries.Count;

    /// <inheritdoc/>
    public T this[int index] => _entries[index];

    /// <summary>Adds an entry at the end.</summary>
    public void Add(T entry)
    {
        _entries.Add(entry);
        _unsaved++;
        Total++;
    }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator() => _entries.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    int IAppendOnlyLog.Unsaved => _unsaved;

    IReadOnlyList<LogSegment> IAppendOnlyLog.Segments => _segments;

    void IAppendOnlyLog.WriteUnsaved(Utf8JsonWriter writer, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        for (var index = _entries.Count - _unsaved; index < _entries.Count; index++)
        {
            JsonSerializer.Serialize(writer, _entries[index], options);
        }

        writer.WriteEndArray();
    }

    void IAppendOnlyLog.Seal(int checkpoint)
    {
        if (_segments is [.., var last] && last.Checkpoint == checkpoint)
        {
            _segments[^1] = new(checkpoint, last.Count + _unsaved);
        }
        else
        {
            _segments.Add(new(checkpoint, _unsaved));
        }

        _unsaved = 0;
        var kept = _segments.Sum(segment => segment.Count);
        while (kept - _segments[0].Count >= s_window)
        {
            kept -= _segments[0].Count;
            _segments.RemoveAt(0);
        }

        // Memory keeps what a load would bring back, so that a step sees the same before and after a restart.
        _entries.RemoveRange(0, Math.Max(0, _entries.Count - kept));
    }

    void IAppendOnlyLog.Restore(int total, IReadOnlyList<LogSegment> segments)
    {
        Total = total;
        _segments.AddRange(segments);
    }

    void IAppendOnlyLog.Load(JsonElement entries, JsonSerializerOptions options)
    {
        foreach (var entry in entries.EnumerateArray())
        {
            _entries.Add(entry.Deserialize<T>(options)!);
        }
    }

    void IAppendOnlyLog.Fill(JsonElement entries, JsonSerializerOptions options)
    {
        foreach (var entry in entries.EnumerateArray())
        {
            Add(entry.Deserialize<T>(options)!);
        }
    }
}

/// <summary>Entries that are stored with one checkpoint.</summary>
/// <param name="Checkpoint">The checkpoint's number.</param>
/// <param name="Count">How many entries.</param>
internal readonly record struct LogSegment(int Checkpoint, int Count);

/// <summary>What the runtime does with a log without knowing its entries' type.</summary>
internal interface IAppendOnlyLog
{
    int Total { get; }

    int Unsaved { get; }

    /// <summary>Where the entries in memory are stored, oldest first.</summary>
    IReadOnlyList<LogSegment> Segments { get; }

    void WriteUnsaved(Utf8JsonWriter writer, JsonSerializerOptions options);

    /// <summary>Notes that the new entries are stored with this checkpoint, and forgets those outside the window.</summary>
    void Seal(int checkpoint);

    void Restore(int total, IReadOnlyList<LogSegment> segments);

    /// <summary>Brings back stored entries, oldest first.</summary>
    void Load(JsonElement entries, JsonSerializerOptions options);

    /// <summary>Takes entries from a plain list, as another runtime wrote them: they count as new.</summary>
    void Fill(JsonElement entries, JsonSerializerOptions options);
}
