namespace Agent.Benchmarks.Faults.Planning;

/// <summary>A place in a script where a replica can be killed.</summary>
/// <param name="Script">The script.</param>
/// <param name="Point">Its name inside a conversation, as <see cref="Injection.PointNames"/> makes it.</param>
/// <param name="Name">What happens there, the same in every script: what the kills are spread over, and counted by.</param>
/// <param name="NeedsRescue">False when nothing was left to do: the turn had ended.</param>
internal sealed record Boundary(string Script, string Point, string Name, bool NeedsRescue);
