namespace Agent.Processes.Telemetry;

/// <summary>An exception that knows its class, such as one of a model's client.</summary>
public interface IClassedFault
{
    /// <summary>Its class.</summary>
    FaultClass FaultClass { get; }
}
