using System.Diagnostics.CodeAnalysis;

namespace Agent.Host.Replay;

/// <summary>A replay cannot go on now, such as for want of money; the message says why. What is done stays done, and the rest can be done later.</summary>
[SuppressMessage("Design", "CA1032", Justification = "A stop has a reason.")]
[SuppressMessage("Naming", "CA1710", Justification = "It ends at the command line.")]
internal sealed class ReplayStopped(string message) : Exception(message);
