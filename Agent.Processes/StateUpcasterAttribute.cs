namespace Agent.Processes;

/// <summary>
/// Says how a step reads a state that an older version of it stored. The step's own version is that of its <c>[KernelProcessStepMetadata]</c>: <c>v1</c>,
/// <c>v2</c> and so on. One upcaster leads to the next version; where several versions lie between, they are applied one after the other.
/// </summary>
/// <param name="from">The version it reads.</param>
/// <param name="upcaster">A type that implements <see cref="IStateUpcaster"/>.</param>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true, Inherited = false)]
public sealed class StateUpcasterAttribute(string from, Type upcaster) : Attribute
{
    /// <summary>The version it reads.</summary>
    public string From { get; } = from;

    /// <summary>The upcaster's type.</summary>
    public Type Upcaster { get; } = upcaster;
}
