using System.Diagnostics;

namespace Agent.Tests.Host.Replay;

/// <summary>The program that replays, as a process that can be killed.</summary>
internal static class ReplayProcess
{
    /// <param name="settings">Settings beside the usual ones, as on a command line.</param>
    public static Process Start(ReplayFixture replay, string[] command, string[]? settings = null)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = TestContext.CurrentContext.TestDirectory, RedirectStandardError = true };
        foreach (var argument in (string[])["exec", Path.Combine(TestContext.CurrentContext.TestDirectory, "Agent.Host.dll"), "replay", .. command])
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["ConnectionStrings__Agent"] = replay.ConnectionString;
        start.Environment["Model__Provider"] = "offline";
        for (var index = 0; index < settings?.Length; index += 2)
        {
            start.Environment[settings[index].TrimStart('-').Replace(":", "__", StringComparison.Ordinal)] = settings[index + 1];
        }

        var program = new Process { StartInfo = start };
        program.Start();
        return program;
    }
}
