using System.Diagnostics;
using Agent.Benchmarks.Faults.Injection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

[assembly: HostingStartup(typeof(FaultInjection))]

namespace Agent.Benchmarks.Faults.Injection;

/// <summary>
/// Runs inside a replica, in front of the service's own composition, when the environment asks for it. It is how a process comes to die
/// exactly before a commit, after one, or between a tool's effect and the commit that notes it.
/// </summary>
internal sealed class FaultInjection : IHostingStartup
{
    private const string CommitSource = "Agent.Processes";
    private const string Commit = "checkpoint commit";

    /// <summary>Names the folder of the kill points.</summary>
    public const string FolderVariable = "AGENT_FAULTS_FOLDER";

    /// <summary>Set to anything, every tool call gets a fresh idempotency key: what the auditor must notice.</summary>
    public const string WithoutIdempotencyVariable = "AGENT_FAULTS_WITHOUT_IDEMPOTENCY";

    public void Configure(IWebHostBuilder builder)
    {
        if (Environment.GetEnvironmentVariable(FolderVariable) is not { Length: > 0 } folder)
        {
            return;
        }

        var points = new KillPoints(folder);
        Listen(points);
        builder.ConfigureServices(services =>
        {
            services.AddSingleton<IFunctionInvocationFilter>(new KillAfterEffectFilter(points));
            if (Environment.GetEnvironmentVariable(WithoutIdempotencyVariable) is { Length: > 0 })
            {
                services.AddSingleton<IFunctionInvocationFilter>(new FreshKeyFilter());
            }
        });
    }

    private static void Listen(KillPoints points) => ActivitySource.AddActivityListener(new()
    {
        ShouldListenTo = source => source.Name == CommitSource,
        Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
        ActivityStarted = activity => Pass(points, activity, PointNames.BeforeCommit),
        ActivityStopped = activity => Pass(points, activity, PointNames.AfterCommit),
    });

    private static void Pass(KillPoints points, Activity activity, Func<int, string> nameOf)
    {
        if (activity.OperationName == Commit && activity.GetTagItem("agent.conversation") is string conversation
            && activity.GetTagItem("agent.checkpoint") is int checkpoint)
        {
            points.Pass(conversation, nameOf(checkpoint));
        }
    }
}
