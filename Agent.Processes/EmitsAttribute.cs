namespace Agent.Processes;

/// <summary>
/// Names the events a step emits, so that the compiler of a workflow can report, at start, an edge that waits for an event nobody emits
/// and an event that leads nowhere. At run time a step that emits anything else fails its turn.
/// </summary>
/// <param name="eventIds">Event ids: constants, never <c>nameof</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = true)]
public sealed class EmitsAttribute(params string[] eventIds) : Attribute
{
    /// <summary>The event ids.</summary>
    public IReadOnlyList<string> EventIds { get; } = eventIds;
}
