using Agent.Host.Replay.Command;
using Agent.Host.Replay.Recordings;
using Agent.Processes.Costs;
using Agent.Processes.Prompts;
using Microsoft.SemanticKernel;

namespace Agent.Host.Replay.Live;

/// <summary>What comes before a live replay: it says what it will probably cost, and does not begin without leave to spend that.</summary>
internal static class LivePrelude
{
    /// <summary>Tells the estimate.</summary>
    /// <returns>False when nothing else was wanted.</returns>
    /// <exception cref="ReplayFault">It costs money, and nobody said how much it may.</exception>
    public static async Task<bool> TellAsync(
        IServiceProvider services, LiveReplay live, ReplaySpec spec, IRecordingSource file, ReplayArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var estimator = new CostEstimator(services.GetRequiredService<PromptLibrary>(), services.GetRequiredService<Kernel>(), spec.Judge);
        var chosen = RecordingFilter.Of(spec.Where);
        await foreach (var line in file.ReadAsync(cancellationToken))
        {
            var read = line.Load is { } load ? await load(cancellationToken) : line;
            if (read.Recording is { } recording && chosen(recording))
            {
                estimator.Add(recording);
            }
        }

        var estimate = estimator.Sum(spec.Samples, live.Stages, services.GetRequiredService<PriceList>(), services.GetRequiredService<TimeProvider>().GetUtcNow(), spec.Batch);
        await output.WriteLineAsync(estimate.ToString());
        if (arguments.Estimates)
        {
            return false;
        }

        switch (estimate.CostUsd, arguments.Budget)
        {
            case (null, not null):
                throw new ReplayFault($"nobody could keep to a budget: there is no price for all of {string.Join(", ", estimate.Models)} under Prices:Entries");
            case (not 0, null):
                throw new ReplayFault("it asks models that cost money: say with --budget how much it may cost");
            case ({ } cost, { } budget) when cost > budget:
                await output.WriteLineAsync($"That is more than the budget of {budget} USD: it will probably stop before its end.");
                break;
        }

        return true;
    }
}
