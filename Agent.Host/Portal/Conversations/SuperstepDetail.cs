using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Prompts;

namespace Agent.Host.Portal.Conversations;

/// <summary>One superstep, opened.</summary>
/// <param name="Superstep">What it did.</param>
/// <param name="Diff">What it changed.</param>
/// <param name="States">The state of every step after it.</param>
/// <param name="Requests">What models were asked, whole.</param>
/// <param name="OtherPrompts">The versions of prompts that are not in force: what a fork may try.</param>
public sealed record SuperstepDetail(
    SuperstepView Superstep, CheckpointDiff? Diff, IReadOnlyDictionary<string, JsonElement> States, IReadOnlyList<ModelRequest> Requests, IReadOnlyList<Prompt> OtherPrompts);
