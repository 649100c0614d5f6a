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

/// <summary>What a replay found.</summary>
/// <param name="Outcome">Whether it came out as recorded.</param>
/// <param name="Workflow">The workflow.</param>
/// <param name="WorkflowVersion">The version it was replayed on.</param>
/// <param name="Supersteps">How many supersteps ran again and came out as recorded.</param>
/// <param name="Activities">How many model calls, tool calls and decisions were served from the record for them.</param>
/// <param name="TakenEnds">Turns that were ended by something a replay does not have: a failure, a limit, a person. Their ends were taken from the record.</param>
/// <param name="Difference">The first difference; null when there is none.</param>
/// <param name="SavedUsd">What the model calls that were served from the record had cost, in US dollars, and did not cost again; null when that is not known.</param>
public sealed record ReplayReport(
    ReplayOutcome Outcome, string Workflow, string WorkflowVersion, int Supersteps, int Activities, IReadOnlyList<TakenEnd> TakenEnds, ReplayDifference? Difference,
    decimal? SavedUsd = null);

/// <summary>See <see cref="ReplayReport"/>.</summary>
public enum ReplayOutcome
{
    /// <summary>The same supersteps, states, events and requests.</summary>
    Identical,

    /// <summary>Something is different, and everything before it is the same.</summary>
    Different,

    /// <summary>A part of the journal was removed because it is old: everything before it is the same.</summary>
    Incomplete,
}

/// <summary>The end of a turn that was taken from the record.</summary>
/// <param name="Superstep">The superstep that holds it.</param>
/// <param name="TurnId">The turn.</param>
/// <param name="Reason">Why it ended, as in <see cref="TurnFailed.Reason"/>.</param>
public sealed record TakenEnd(int Superstep, string TurnId, string Reason);

/// <summary>The first thing that a replay did otherwise.</summary>
/// <param name="Superstep">In which superstep.</param>
/// <param name="TurnId">Its turn.</param>
/// <param name="Step">The step, where one can be named.</param>
/// <param name="Path">The field, as a JSON Pointer into the superstep as it is shown, such as <c>/activities/0/requestDigest</c> or <c>/events/2/data/rule</c>.</param>
/// <param name="Recorded">What is on record there; null when nothing is.</param>
/// <param name="Replayed">What the replay did; null when nothing.</param>
/// <param name="Note">What may explain it.</param>
public sealed record ReplayDifference(
    int Superstep, string TurnId, string? Step, string Path, JsonElement? Recorded, JsonElement? Replayed, string? Note = null);

/// <summary>The whole request of a model call, which is not stored: it is made again from the state before the superstep.</summary>
/// <param name="Activity">The call's place among the superstep's activities, from 0.</param>
/// <param name="Messages">The messages, system text first; null when today's code does not make this call.</param>
/// <param name="RequestVerified">True when they are what was sent, to the letter: their digest is the recorded one. False after a change of prompt or code.</param>
public sealed record ModelRequest(int Activity, JsonElement? Messages, bool RequestVerified);
