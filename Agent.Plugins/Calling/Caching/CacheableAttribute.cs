namespace Agent.Plugins.Calling.Caching;

/// <summary>Says that a reading tool's answers may be kept for a while: nothing that tools change is in them.</summary>
/// <param name="seconds">How long, unless the configuration says otherwise.</param>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class CacheableAttribute(int seconds) : Attribute
{
    public int Seconds { get; } = seconds;

    /// <summary>Whether every customer of a tenant gets the same answer.</summary>
    public bool ForAllCustomers { get; init; }
}
