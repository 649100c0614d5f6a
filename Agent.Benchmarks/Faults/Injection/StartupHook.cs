using System.Runtime.Loader;

/// <summary>
/// Lets the real service find this assembly, so that it can load <see cref="Agent.Benchmarks.Faults.Injection.FaultInjection"/>. Loaded by
/// DOTNET_STARTUP_HOOKS before the service's own first line; the service itself knows nothing of it.
/// </summary>
/// <remarks>The runtime looks for exactly this name, outside any namespace.</remarks>
internal static class StartupHook
{
    public static void Initialize()
    {
        var ours = typeof(StartupHook).Assembly;
        AssemblyLoadContext.Default.Resolving += (_, wanted) => wanted.Name == ours.GetName().Name ? ours : null;
    }
}
