namespace Agent.Processes.Runtime;

/// <summary>A stored state is of a version that this code cannot read.</summary>
internal sealed class StateVersionException(string step, string stored, string current, string why)
    : Exception($"The state of step '{step}' was stored by version {stored} and cannot be read by {current}: {why}.");
