using Agent.Processes.Journal;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>One input of a recorded conversation, and what was asked and answered until the next.</summary>
/// <param name="Number">The turn it is counted as.</param>
/// <param name="Kind">One of <see cref="ConversationInputs"/>.</param>
/// <param name="Payload">Its data as JSON.</param>
/// <param name="At">The time its steps see.</param>
/// <param name="Activities">The recorded answers of models and tools, in order.</param>
internal sealed record ScriptedTurn(int Number, string Kind, ReadOnlyMemory<byte> Payload, DateTimeOffset At, IReadOnlyList<ActivityRecord> Activities);
