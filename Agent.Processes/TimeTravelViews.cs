using System.Text.Json;

namespace Agent.Processes;

/// <summary>What is different between two supersteps.</summary>
/// <param name="From">The superstep it begins at.</param>
/// <param name="To">The superstep it ends at.</param>
/// <param name="States">The states that differ, by step path; each change's path is inside the state. A state that is new, or gone, is one change with an empty path.</param>
/// <param name="Pending">How the list of waiting messages differs.</param>
/// <param name="Between">The supersteps behind the earlier one up to the later one, oldest first, whichever way the comparison goes.</param>
/// <param name="IsCut">True when there are more of them than are shown.</param>
public sealed record CheckpointDiff(
    int From, int To, IReadOnlyDictionary<string, IReadOnlyList<JsonChange>> States, IReadOnlyList<JsonChange> Pending, IReadOnlyList<PassedSuperstep> Between,
    bool IsCut = false);

/// <summary>One change of a JSON document: an operation of RFC 6902, with the old value beside the new one. Applied in order they make the one document of the other.</summary>
/// <param name="Op"><c>add</c>, <c>remove</c> or <c>replace</c>.</param>
/// <param name="Path">Where, as a JSON Pointer (RFC 6901).</param>
/// <param name="OldValue">What was there; null where nothing was.</param>
/// <param name="Value">What is there now; null where nothing is.</param>
public sealed record JsonChange(string Op, string Path, JsonElement? OldValue, JsonElement? Value);

/// <summary>What happened in one superstep.</summary>
/// <param name="Number">Its number.</param>
/// <param name="TurnId">Its turn.</param>
/// <param name="Steps">The step functions that ran.</param>
/// <param name="Events">The events it put on the stream.</param>
/// <param name="Activities">The model and tool calls it made.</param>
/// <param name="Error">The error that failed the turn here, when one did.</param>
public sealed record PassedSuperstep(
    int Number, string TurnId, IReadOnlyList<string> Steps, IReadOnlyList<ConversationEvent> Events, JsonElement Activities, string? Error = null);
