namespace Agent.Processes.Telemetry;

/// <summary>What can fail. One failure may show at several: a model call's, and then the step's that made it.</summary>
public static class FaultOrigins
{
    /// <summary>A turn, or what keeps a conversation from going on at all.</summary>
    public const string Turn = "turn";

    /// <summary>A step's function.</summary>
    public const string Step = "step";

    /// <summary>A model call, after all its retries.</summary>
    public const string Model = "model";

    /// <summary>A tool call, after all its retries. A refusal is no failure.</summary>
    public const string Tool = "tool";

    /// <summary>A request to the HTTP API or a page of the portal.</summary>
    public const string Request = "request";
}
