namespace Agent.Processes.Runtime.Storage.Payloads;

/// <summary>A checkpoint's documents as they are stored.</summary>
/// <param name="Events">The events.</param>
/// <param name="Body">The supersteps.</param>
/// <param name="Taken">The texts that were taken out; null when there were none.</param>
internal readonly record struct StoredDocuments(ReadOnlyMemory<byte> Events, ReadOnlyMemory<byte> Body, TakenPayloads? Taken);
