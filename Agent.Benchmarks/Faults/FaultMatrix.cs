using System.Collections.Concurrent;
using System.Diagnostics;
using Agent.Benchmarks.Faults.Auditing;
using Agent.Benchmarks.Faults.Planning;
using Agent.Benchmarks.Faults.Playing;
using Agent.Benchmarks.Faults.Scripts;

namespace Agent.Benchmarks.Faults;

/// <summary>
/// Plays many conversations against several replicas while it kills, stops and pauses them and takes their database away, and then looks whether
/// anything was lost or done twice.
/// </summary>
/// <param name="options">What to do.</param>
/// <param name="say">Told of the plan and of how it goes.</param>
internal sealed class FaultMatrix(FaultOptions options, Action<string> say)
{
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan s_progress = TimeSpan.FromSeconds(15);
    private readonly ConcurrentBag<PlayedConversation> _played = [];
    private readonly ConcurrentBag<(PlayedConversation Conversation, Boundary Boundary)> _armed = [];

    /// <exception cref="InvalidOperationException">Without any fault, a script leaves behind something else than it says.</exception>
    public async Task<FaultReport> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        await using var testbed = await Testbed.StartAsync(options.Replicas, options.WithoutIdempotency, cancellationToken);
        var plan = FaultPlan.Make(options, options.Scripts, await SurveyAsync(testbed, cancellationToken));
        say(PlanText.Render(plan, options));

        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var injector = new FaultInjector(testbed);
        var injecting = injector.RunAsync(plan.Faults, over.Token);
        var telling = TellAsync(testbed, plan, over.Token);
        await PlayAsync(testbed, plan, cancellationToken);
        await over.CancelAsync();
        await injecting;
        await telling;
        await testbed.SettleAsync(s_settling, cancellationToken);
        var findings = await AuditAsync(testbed, cancellationToken);
        var fired = Fired(testbed);
        return new()
        {
            Options = options,
            Planned = plan.Kills,
            Kills = testbed.Log.Kills,
            Boundaries = fired.CountBy(kill => kill.Boundary.Name, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal),
            BoundariesKnown = plan.Conversations.SelectMany(one => one.Kills).Select(kill => kill.Name).Distinct(StringComparer.Ordinal).Count(),
            Faults = injector.Done,
            Conversations = _played.Count,
            Inputs = _played.Sum(one => one.Acknowledged.Select(input => input.Key).Distinct(StringComparer.Ordinal).Count() + one.Decisions),
            Deliveries = _played.Sum(one => one.Acknowledged.Count),
            FailedStarts = testbed.Log.Others,
            Recoveries = await RecoveryTimes.ReadAsync(testbed.Database, fired, cancellationToken),
            Missed = Missed(testbed),
            Findings = findings,
            Histories = await new FoundHistories(testbed.Database).ReadAsync(findings, cancellationToken),
            LongestStop = await testbed.Replicas.StopAsync(),
            Falls = testbed.Log.Falls,
            WasCutShort = _played.Count < plan.Conversations.Count || _played.Any(one => !one.IsFinished),
            Elapsed = Stopwatch.GetElapsedTime(started),
        };
    }

    /// <summary>Plays every script once without a fault: it warms the replicas up, shows where the scripts can be interrupted, and that they do what they say.</summary>
    private async Task<IReadOnlyList<Boundary>> SurveyAsync(Testbed testbed, CancellationToken cancellationToken)
    {
        var customers = await testbed.Shop.AddCustomersAsync(options.Scripts, cancellationToken);
        var boundaries = new List<Boundary>();
        foreach (var (script, customer) in options.Scripts.Zip(customers))
        {
            var played = await new ConversationPlayer(testbed.Door, new SeededRandom(0)).PlayAsync(script, customer, _ => { }, cancellationToken);
            await testbed.SettleAsync(s_settling, cancellationToken);
            IReadOnlyList<Finding> findings =
                [.. await new HistoryAudit(testbed.Database).RunAsync(cancellationToken), .. await new PromiseAudit(testbed.Database).RunAsync([played], cancellationToken)];
            if (findings.Count > 0)
            {
                throw new InvalidOperationException($"Without any fault, the script '{script.Name}' ends wrong: {string.Join("; ", findings)}");
            }

            // Inputs that come in at once come in any order: what a checkpoint holds is known only afterwards.
            if (!script.IsAtOnce)
            {
                boundaries.AddRange(await BoundarySurvey.ReadAsync(testbed.Database, played, cancellationToken));
            }
        }

        return boundaries;
    }

    private async Task PlayAsync(Testbed testbed, FaultPlan plan, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var customers = await testbed.Shop.AddCustomersAsync([.. plan.Conversations.Select(one => one.Script)], cancellationToken);
        var waiting = new ConcurrentQueue<(PlannedConversation Conversation, ScriptCustomer Customer)>(plan.Conversations.Zip(customers));
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(options.Duration + s_settling);
        await Task.WhenAll(Enumerable.Range(0, options.AtOnce).Select(_ => Task.Run(async () =>
        {
            while (Stopwatch.GetElapsedTime(started) < options.Duration && waiting.TryDequeue(out var next))
            {
                await PlayAsync(testbed, next.Conversation, next.Customer, late.Token);
            }
        }, cancellationToken)));
    }

    private async Task PlayAsync(Testbed testbed, PlannedConversation planned, ScriptCustomer customer, CancellationToken cancellationToken)
    {
        var player = new ConversationPlayer(testbed.Door, new SeededRandom(unchecked(options.Seed * 1_000_003 + planned.Number)));
        try
        {
            var played = await player.PlayAsync(planned.Script, customer, id =>
            {
                foreach (var kill in planned.Kills)
                {
                    testbed.Points.Arm(id, kill.Point);
                }
            }, cancellationToken);
            _played.Add(played);
            foreach (var kill in planned.Kills)
            {
                _armed.Add((played, kill));
            }
        }
        catch (OperationCanceledException)
        {
            // It was not even begun when the time was over.
        }
    }

    private List<FiredKill> Fired(Testbed testbed) =>
    [
        .. from armed in _armed
           let at = testbed.Points.FiredAt(armed.Conversation.Id, armed.Boundary.Point)
           where at is not null
           select new FiredKill(armed.Conversation.Id, armed.Boundary, at.Value),
    ];

    private IReadOnlyList<string> Missed(Testbed testbed) =>
    [
        .. from armed in _armed
           where testbed.Points.FiredAt(armed.Conversation.Id, armed.Boundary.Point) is null
           select $"{armed.Conversation.Id} ({armed.Boundary.Script}), {armed.Boundary.Name} [{armed.Boundary.Point}]",
    ];

    private async Task<IReadOnlyList<Finding>> AuditAsync(Testbed testbed, CancellationToken cancellationToken) =>
    [
        .. await new HistoryAudit(testbed.Database).RunAsync(cancellationToken),
        .. await new PromiseAudit(testbed.Database).RunAsync(_played, cancellationToken),
        .. testbed.Door.Surprises.Select(surprise => new Finding(FindingKind.UnexpectedAnswer, "", $"{surprise.Value} times {surprise.Key}")),
    ];

    private async Task TellAsync(Testbed testbed, FaultPlan plan, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(s_progress);
        try
        {
            while (await timer.WaitForNextTickAsync(cancellationToken))
            {
                say($"{testbed.Log.Kills} of {plan.Kills} kills, {_played.Count} of {plan.Conversations.Count} conversations");
            }
        }
        catch (OperationCanceledException)
        {
            // The play is over.
        }
    }
}
