using System.Text.Json;

namespace Agent.Processes.Replay.Rehearsing;

/// <summary>One message of a recording that is none of ours.</summary>
/// <param name="IsCustomers">Whether the customer wrote it.</param>
/// <param name="Text">What was said; empty when only tools were called.</param>
/// <param name="Calls">The tools that were called.</param>
public sealed record ScriptedMessage(bool IsCustomers, string Text, IReadOnlyList<ScriptedCall> Calls);

/// <summary>One recorded tool call.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Arguments">Its arguments, an object.</param>
/// <param name="Result">What was answered; null when that is not on record.</param>
public sealed record ScriptedCall(string Tool, JsonElement Arguments, string? Result);
