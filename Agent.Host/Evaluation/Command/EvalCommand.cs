using Agent.Host.Database;
using Agent.Host.Models;
using Agent.Host.Replay.Command;
using Agent.Host.Replay.Decisions;
using Agent.Processes.Evaluation;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Agent.Host.Evaluation.Command;

/// <summary>Runs suites, says what came of them, and ends. It needs no database: nothing is looked up, and nothing is stored but the last run, in a file.</summary>
internal static class EvalCommand
{
    private const string Folder = "evaluations";

    public static async Task<int> RunAsync(EvalArguments arguments)
    {
        await using var app = Compose(arguments.Candidate);
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        try
        {
            return await RunAsync(app.Services, arguments, Console.Out, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ReplayCommand.BrokenOff;
        }
    }

    /// <summary>The service with other settings, and with tools that can only be looked at.</summary>
    internal static WebApplication Compose(IReadOnlyDictionary<string, string> candidate, params string[] settings)
    {
        var builder = WebApplication.CreateBuilder(settings);
        builder.Configuration.AddShippedSettings();
        builder.Configuration.AddInMemoryCollection(Variant.SettingsOf(candidate));
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter<ConsoleLoggerProvider>(null, LogLevel.Error);
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        builder.Services.AddSingleton(_ => NpgsqlDataSource.Create("Host=nowhere.invalid")); // a tool that was called all the same would reach nothing
        builder.Services.AddSingleton<Evaluator>();
        var app = builder.Build();
        _ = app.Services.GetRequiredService<IOptions<ModelOptions>>().Value; // a wrong setting is told before any case is
        return app;
    }

    /// <summary>The same with the service that is there already.</summary>
    internal static async Task<int> RunAsync(IServiceProvider services, EvalArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        // All of them are read first: a fault in the last one is not told after an hour.
        List<EvaluationSuite> suites = [.. arguments.Suites.Select(EvaluationSuite.Load)];
        List<IReadOnlyList<EvaluationThreshold>> thresholds = [.. suites.Select(suite => ThresholdsOf(suite, arguments))];
        var evaluator = services.GetRequiredService<Evaluator>();
        var folder = arguments.Last ?? Path.Combine(services.GetRequiredService<IConfiguration>()[AgentDatabase.DataDirectoryKey] is { Length: > 0 } data ? data : new PrivateClusterOptions().DataDirectory, Folder);
        var code = 0;
        foreach (var (suite, limits) in suites.Zip(thresholds))
        {
            var name = Path.GetFileNameWithoutExtension(suite.File);
            var kept = Path.Combine(folder, name + ".json");
            var run = await evaluator.RunAsync(suite, arguments.Candidate, arguments.Parallel, cancellationToken);
            var comparison = RunComparison.Of(run, EvaluationRun.Find(kept));
            await EvaluationText.WriteAsync(output, run, comparison);
            if (arguments.Report is { } report)
            {
                await EvaluationReports.WriteAsync(run, Path.Combine(report, name), cancellationToken);
            }

            foreach (var threshold in limits)
            {
                if (threshold.Fails(run, comparison, out var value))
                {
                    await output.WriteLineAsync(FormattableString.Invariant($"Failed: {threshold}: it is {value:0.####}."));
                    code = ReplayCommand.Exceeded;
                }
            }

            run.Keep(kept);
        }

        return code;
    }

    private static IReadOnlyList<EvaluationThreshold> ThresholdsOf(EvaluationSuite suite, EvalArguments arguments)
    {
        if (arguments.FailOn is { } given)
        {
            return EvaluationThreshold.ParseAll(given);
        }

        try
        {
            return suite.FailOn is { } own ? EvaluationThreshold.ParseAll(own) : [];
        }
        catch (Replay.ReplayFault fault)
        {
            throw new SuiteFileException(suite.File, suite.FailOnLine, null, fault.Message, fault);
        }
    }
}
