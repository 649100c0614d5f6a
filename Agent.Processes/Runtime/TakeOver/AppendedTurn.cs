namespace Agent.Processes.Runtime.TakeOver;

/// <summary>What was appended to a conversation.</summary>
/// <param name="Turn">The turn.</param>
/// <param name="Events">Its events as they are stored.</param>
internal sealed record AppendedTurn(int Turn, byte[] Events);
