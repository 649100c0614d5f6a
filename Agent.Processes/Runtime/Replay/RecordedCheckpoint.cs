using System.Text.Json;
using Agent.Processes.Persistence;

namespace Agent.Processes.Runtime.Replay;

/// <summary>A stored checkpoint, taken apart.</summary>
internal sealed class RecordedCheckpoint
{
    /// <summary>Its first superstep.</summary>
    public required int Number { get; init; }

    /// <summary>Its last one.</summary>
    public required int LastNumber { get; init; }

    public required int Turn { get; init; }

    public required bool EndsTurn { get; init; }

    /// <summary>Under which id what was different for the tenant is recorded; null when nothing was.</summary>
    public string? Terms { get; init; }

    public required IReadOnlyList<RecordedSuperstep> Supersteps { get; init; }

    /// <summary>
    /// True when it was not made by running steps: the failure of a turn, an end from outside, what a person did. What came before it and was not committed is gone with it,
    /// so it can only be taken as it is.
    /// </summary>
    public bool IsTaken => Supersteps.Any(superstep => superstep.IsBare && (superstep.IsFromOutside || !superstep.CompletesTurn));

    public static RecordedCheckpoint Read(CheckpointEntity stored)
    {
        using var body = JsonDocument.Parse(stored.Body);
        using var events = JsonDocument.Parse(stored.Events);
        return new()
        {
            Number = stored.Number,
            LastNumber = stored.LastNumber,
            Turn = stored.Turn,
            EndsTurn = stored.EndsTurn,
            Terms = body.RootElement.TryGetProperty(StoredNames.Terms.EncodedUtf8Bytes, out var terms) ? terms.GetString() : null,
            Supersteps = RecordedSuperstep.ReadAll(body.RootElement.Clone(), events.RootElement.Clone(), stored.CommittedAt),
        };
    }
}
