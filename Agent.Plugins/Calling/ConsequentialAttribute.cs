namespace Agent.Plugins.Calling;

/// <summary>Marks a tool that changes something: it needs an idempotency key, and whoever calls it may ask for approval first.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ConsequentialAttribute : Attribute;
