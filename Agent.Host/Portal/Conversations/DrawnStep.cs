namespace Agent.Host.Portal.Conversations;

/// <summary>A step in a drawing.</summary>
/// <param name="Step">Its path.</param>
/// <param name="X">Left.</param>
/// <param name="Y">Top.</param>
/// <param name="Visits">How often it ran.</param>
public sealed record DrawnStep(string Step, int X, int Y, int Visits);
