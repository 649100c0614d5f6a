namespace Agent.Host.Replay;

/// <summary>Registers batch replay.</summary>
internal static class ReplayServiceCollectionExtensions
{
    public static void AddReplay(this IServiceCollection services) => services.AddSingleton<ReplayEngines>();
}
