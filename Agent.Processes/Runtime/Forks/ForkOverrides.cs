namespace Agent.Processes.Runtime.Forks;

/// <summary>What was asked for when a conversation was forked, as its row keeps it.</summary>
/// <param name="By">Who asked.</param>
/// <param name="Reason">Why.</param>
/// <param name="Prompts">Versions of prompts, by name.</param>
/// <param name="States">The steps whose states were edited.</param>
/// <param name="Approval">How the open approval was answered.</param>
internal sealed record ForkOverrides(
    string By, string? Reason, IReadOnlyDictionary<string, string>? Prompts, IReadOnlyList<string>? States, ForkAnswer? Approval);
