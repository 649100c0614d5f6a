namespace Agent.Processes.Policies;

/// <summary>A reading tool whose result facts are taken from.</summary>
/// <param name="Name">The name paths start with.</param>
/// <param name="Tool">The tool.</param>
/// <param name="Arguments">Its arguments, taken from the call or from reads before this one.</param>
internal sealed record FactRead(string Name, string Tool, IReadOnlyDictionary<string, FactPath> Arguments);
