using System.Diagnostics;
using System.Globalization;

/// <summary>
/// Loaded into the real service by DOTNET_STARTUP_HOOKS. It kills the process, as a power cut would, at each point it has not been killed at before:
/// before and after every commit, and between a tool's effect and the commit that notes it. The points passed are kept in a file.
/// </summary>
/// <remarks>The runtime looks for exactly this name, outside any namespace. It may use nothing but the base library.</remarks>
internal static class StartupHook
{
    private const string PointsFile = "AGENT_TEST_KILL_POINTS";
    private static readonly Lock s_lock = new();

    public static void Initialize()
    {
        if (Environment.GetEnvironmentVariable(PointsFile) is not { Length: > 0 } file)
        {
            return;
        }

        ActivitySource.AddActivityListener(new()
        {
            ShouldListenTo = source => source.Name is "Agent.Processes" or "Microsoft.SemanticKernel",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStarted = activity =>
            {
                if (activity.OperationName == "checkpoint commit")
                {
                    Pass(file, "before " + Describe(activity));
                }
            },
            ActivityStopped = activity =>
            {
                if (activity.OperationName == "checkpoint commit")
                {
                    Pass(file, "after " + Describe(activity));
                }
                else if (activity.OperationName.StartsWith("execute_tool ", StringComparison.Ordinal))
                {
                    Pass(file, activity.OperationName);
                }
            },
        });
    }

    private static string Describe(Activity activity) =>
        string.Join(' ', activity.TagObjects.Select(tag => string.Create(CultureInfo.InvariantCulture, $"{tag.Value}")));

    private static void Pass(string file, string point)
    {
        lock (s_lock)
        {
            if (File.Exists(file) && File.ReadAllLines(file).Contains(point))
            {
                return;
            }

            File.AppendAllLines(file, [point]);
            using var self = Process.GetCurrentProcess();
            self.Kill(); // Signal 9: nothing is flushed, closed or told.
            self.WaitForExit();
        }
    }
}
