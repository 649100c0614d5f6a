using System.Diagnostics;

namespace Agent.Processes.Runtime;

/// <summary>What the runtime tells whoever listens; without a listener it costs a null check.</summary>
internal static class RuntimeTelemetry
{
    /// <summary>The name of the activity source.</summary>
    public const string Source = "Agent.Processes";

    private static readonly ActivitySource s_activities = new(Source);

    /// <summary>The span around one commit.</summary>
    public static Activity? StartCommit(string conversation, int turn, int checkpoint) => !s_activities.HasListeners() ? null : s_activities.StartActivity(
        ActivityKind.Internal,
        tags: [new("agent.conversation", conversation), new("agent.turn", turn), new("agent.checkpoint", checkpoint)],
        name: "checkpoint commit");
}
