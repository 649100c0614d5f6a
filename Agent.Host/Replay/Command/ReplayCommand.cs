using Agent.Host.Database;
using Agent.Host.Replay.Live;
using Agent.Host.Replay.Recordings;
using Agent.Host.Replay.Reports;
using Agent.Host.Replay.Running;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Replay;
using Agent.Processes.Replay.Batching;
using Agent.Processes.Replay.Journals;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;

namespace Agent.Host.Replay.Command;

/// <summary>Replays a file of recordings, says what came of it, and ends.</summary>
internal static class ReplayCommand
{
    /// <summary>The exit code when there is more of something than <c>--fail-on</c> allows.</summary>
    public const int Exceeded = 3;

    /// <summary>The exit code when it was broken off: it can be gone on with.</summary>
    public const int BrokenOff = 130;

    /// <summary>The exit code when its money is used up: it can be gone on with.</summary>
    public const int Stopped = 4;

    public static async Task<int> RunAsync(ReplayArguments arguments)
    {
        var builder = WebApplication.CreateBuilder();
        builder.Configuration.AddShippedSettings();
        // The progress line is the program's voice; what is logged is for the case that something fails.
        builder.Logging.ClearProviders().AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace).AddFilter<ConsoleLoggerProvider>(null, LogLevel.Error);
        builder.Services.AddAgent(builder.Configuration, isAlone: false);
        await using var app = builder.Build();
        app.Services.GetService<IStartupValidator>()?.Validate();
        await app.Services.GetRequiredService<AgentDatabase>().StartAsync(share: true);
        await app.Services.GetRequiredService<DatabaseMigrator>().MigrateAsync();
        using var stop = new CancellationTokenSource();
        Console.CancelKeyPress += (_, key) =>
        {
            key.Cancel = true;
            stop.Cancel();
        };
        return await RunAsync(app.Services, arguments, Console.Error, stop.Token);
    }

    /// <summary>The same with the service that is there already.</summary>
    internal static async Task<int> RunAsync(IServiceProvider services, ReplayArguments arguments, TextWriter output, CancellationToken cancellationToken)
    {
        var runs = services.GetRequiredService<ReplayRuns>();
        var isTerminal = ReferenceEquals(output, Console.Error) && !Console.IsErrorRedirected;
        output = TextWriter.Synchronized(output); // what batches come to is told from wherever that is seen
        var file = SourceOf(services, arguments);
        var spec = arguments.Spec with { FileDigest = await file.DigestAsync(cancellationToken) };
        var spending = new ReplaySpending(arguments.Tenant, arguments.Budget);
        await using var engine = await services.GetRequiredService<ReplayEngines>().OpenAsync(spec, spending, cancellationToken);
        if (arguments.Abandons)
        {
            return await AbandonAsync(services, arguments, spec, spending, output, cancellationToken);
        }

        if (engine is LiveReplay live && !await LivePrelude.TellAsync(services, live, spec, file, arguments, output, cancellationToken))
        {
            return 0;
        }

        var run = await OpenAsync(runs, arguments, spec, output, cancellationToken);
        spending.SpendFor(run.Id, run.CreatedAt);
        await BeginBatchesAsync(engine, run, output, cancellationToken);
        var screen = new ReplayScreen(output, isTerminal, services.GetRequiredService<TimeProvider>());
        try
        {
            await new ReplayRunner(runs).RunAsync(run, file, engine, RecordingFilter.Of(spec.Where), arguments.Parallel, screen, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await output.WriteLineAsync($"\nBroken off; the same command with --resume goes on with run {run.Id}.");
            return BrokenOff;
        }

        catch (ReplayStopped stopped)
        {
            await output.WriteLineAsync($"\nStopped: {stopped.Message} What is done is stored; the same command with --resume{(spending.IsExceeded ? " and more money" : "")} goes on with run {run.Id}.");
            return Stopped;
        }

        await runs.EndAsync(run.Tenant, run.Id, ReplayRunStatus.Completed, cancellationToken: CancellationToken.None);
        await services.GetRequiredService<ModelBatches>().ForgetAsync(run.Tenant, run.Id, CancellationToken.None);
        return await TellAsync(new(runs), run, arguments, screen, output);
    }

    private static async Task BeginBatchesAsync(IReplayEngine engine, ReplayRun run, TextWriter output, CancellationToken cancellationToken)
    {
        if (engine is not LiveReplay { Batches: { } batches })
        {
            return;
        }

        batches.Told = output.WriteLine;
        try
        {
            await batches.BeginAsync(run, cancellationToken);
        }
        catch (BatchRefusedException refused)
        {
            throw new ReplayFault(refused.Message, refused);
        }
    }

    /// <summary>Ends a broken-off replay: what its batches have answered is paid, the rest is not made.</summary>
    private static async Task<int> AbandonAsync(
        IServiceProvider services, ReplayArguments arguments, ReplaySpec spec, ReplaySpending spending, TextWriter output, CancellationToken cancellationToken)
    {
        var runs = services.GetRequiredService<ReplayRuns>();
        var run = await runs.FindUnfinishedAsync(arguments.Tenant, spec.Digest(), cancellationToken) ?? throw new ReplayFault("there is no broken-off replay of these things to abandon");
        spending.SpendFor(run.Id, run.CreatedAt);
        try
        {
            await services.GetRequiredService<ModelBatches>().AbandonAsync(LiveModels.FindBatches(services), run, spending, output.WriteLine, cancellationToken);
        }
        catch (BatchRefusedException refused)
        {
            throw new ReplayFault(refused.Message, refused);
        }

        await runs.EndAsync(run.Tenant, run.Id, ReplayRunStatus.Cancelled, cancellationToken: CancellationToken.None);
        await output.WriteLineAsync($"Run {run.Id} is ended.");
        return 0;
    }

    private static async Task<ReplayRun> OpenAsync(ReplayRuns runs, ReplayArguments arguments, ReplaySpec spec, TextWriter output, CancellationToken cancellationToken)
    {
        if (arguments.Resumes && await runs.FindUnfinishedAsync(arguments.Tenant, spec.Digest(), cancellationToken) is { } unfinished)
        {
            var done = await runs.ProgressAsync(unfinished.Tenant, unfinished.Id, cancellationToken);
            await output.WriteLineAsync($"Going on with run {unfinished.Id}: {done.Done} conversations are done.");
            return unfinished;
        }

        var mode = spec.Mode.ToString().ToLowerInvariant();
        return await runs.BeginAsync(arguments.Tenant, mode, spec.ToJson(), spec.Digest(), "command line", cancellationToken: cancellationToken);
    }

    private static async Task<int> TellAsync(ReplayReports reports, ReplayRun run, ReplayArguments arguments, ReplayScreen screen, TextWriter output)
    {
        var summary = arguments.Report is { } folder
            ? await reports.WriteAsync(run, folder, CancellationToken.None)
            : await reports.SumAsync(run, CancellationToken.None);
        screen.End(summary);
        await output.WriteLineAsync(arguments.Report is null ? $"Run {run.Id}." : $"Run {run.Id}, {Path.Combine(arguments.Report, ReplayReports.HtmlFile)}.");
        List<Threshold> exceeded = [.. arguments.FailOn.Where(threshold => threshold.IsExceeded(summary))];
        exceeded.ForEach(threshold => output.WriteLine($"Failed: {threshold}: there are {summary.Count(threshold.Kind)}."));
        return exceeded.Count == 0 ? 0 : Exceeded;
    }

    private static IRecordingSource SourceOf(IServiceProvider services, ReplayArguments arguments)
    {
        var source = arguments.Spec.File!;
        if (source != StoredSource.Name && !source.StartsWith(StoredSource.Name + ":", StringComparison.Ordinal))
        {
            return new RecordingFile(source, arguments.Spec.Format);
        }

        if (arguments.Spec.Where.Count > 0)
        {
            throw new ReplayFault("stored conversations have no labels: choose them as in stored:customer=…,since=…");
        }

        var filter = source.Length == StoredSource.Name.Length ? "" : source[(StoredSource.Name.Length + 1)..];
        return new StoredSource(services.GetRequiredService<StoredConversations>(), arguments.Tenant, StoredSource.ParseFilter(filter));
    }
}
