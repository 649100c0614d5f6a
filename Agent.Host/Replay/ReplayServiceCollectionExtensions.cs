using Agent.Host.Replay.Jobs;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay;

/// <summary>Registers batch replay.</summary>
internal static class ReplayServiceCollectionExtensions
{
    /// <summary>Adds what every edge needs.</summary>
    public static void AddReplay(this IServiceCollection services) => services.AddSingleton<ReplayEngines>();

    /// <summary>Adds replays as jobs of the service, and a worker that carries them out.</summary>
    public static void AddReplayJobs(this IServiceCollection services)
    {
        services.AddOptions<ReplayJobOptions>().BindConfiguration(ReplayJobOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<ReplayJobOptions>, ReplayJobOptionsValidator>();
        services.AddSingleton<ReplayJobSignal>();
        services.AddSingleton<IReplayJobs, ReplayJobs>();
        services.AddHostedService<ReplayJobWorker>();
        services.AddHostedService<BatchReplayWorker>();
    }
}
