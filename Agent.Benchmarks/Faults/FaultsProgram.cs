namespace Agent.Benchmarks.Faults;

/// <summary>The fault matrix from the command line.</summary>
internal static class FaultsProgram
{
    /// <returns>0 when nothing was found, 1 when something was, 2 when the command line cannot be understood.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        FaultOptions options;
        try
        {
            options = FaultOptions.Parse(arguments);
        }
        catch (FormatException fault)
        {
            await Console.Error.WriteLineAsync($"{fault.Message}{Environment.NewLine}{Environment.NewLine}{FaultOptions.Usage}");
            return 2;
        }

        using var interrupted = new CancellationTokenSource();
        Console.CancelKeyPress += (_, pressed) =>
        {
            pressed.Cancel = true; // Replicas and server are to be ended first.
            interrupted.Cancel();
        };
        try
        {
            var report = await new FaultMatrix(options, Console.WriteLine).RunAsync(interrupted.Token);
            await Console.Out.WriteLineAsync(report.Render());
            return report.Findings.Count == 0 ? 0 : 1;
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return 1; // Nothing was audited, so nothing was shown.
        }
    }
}
