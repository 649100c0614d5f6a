using System.Diagnostics.CodeAnalysis;

namespace Agent.Host.Replay;

/// <summary>A replay cannot be carried out as it was asked for; the message says why, to whoever asked.</summary>
[SuppressMessage("Design", "CA1032", Justification = "A fault has a description.")]
[SuppressMessage("Naming", "CA1710", Justification = "It ends at the command line or the API.")]
internal sealed class ReplayFault(string message, Exception? inner = null) : Exception(message, inner);
