namespace Agent.Processes;

/// <summary>
/// Says that a step's function calls no model, no tool and nothing else outside: it only computes. What the superstep before it showed may
/// then be committed together with it, in one round trip, since no waiting lies between. A function that breaks the promise costs
/// its conversation nothing but that: its activity is committed before anything else happens, as every activity is.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NoActivityAttribute : Attribute;
