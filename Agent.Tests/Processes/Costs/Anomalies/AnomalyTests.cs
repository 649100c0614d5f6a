using Agent.Processes.Costs.Anomalies;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Processes.Costs.Anomalies;

/// <summary>Usage that leaves its usual range is found once, with its likely cause; usual usage is not.</summary>
internal sealed class AnomalyTests
{
    private const string Tenant = RuntimeFixture.Tenant;
    private static readonly DateOnly s_today = DateOnly.FromDateTime(DateTime.UtcNow);
    private static readonly DateTimeOffset s_now = new(s_today.ToDateTime(new(12, 0)), TimeSpan.Zero);
    private static readonly AnomalyOptions s_options = new();
    private RuntimeFixture _runtime = null!;

    [SetUp]
    public async Task StartAsync() => _runtime = await RuntimeFixture.StartAsync(
        settings: new Dictionary<string, string?> { ["Anomalies:Interval"] = "1.00:00:00", ["Usage:Interval"] = "01:00:00" });

    [TearDown]
    public ValueTask StopAsync() => _runtime.DisposeAsync();

    [TestCase(1), TestCase(2), TestCase(3), TestCase(4), TestCase(5), CancelAfter(60_000)]
    public async Task A_usual_tenant_has_none(int seed, CancellationToken cancellationToken)
    {
        await new GeneratedUsage(_runtime, Tenant, s_today, seed).UsualAsync(60, cancellationToken);
        Assert.That(await FindAsync(cancellationToken), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_loop_is_found_by_its_calls_for_each_turn(CancellationToken cancellationToken)
    {
        var usage = await UsualAsync(cancellationToken);
        await usage.AddAsync([new(s_today, "ann", "looping", Turns: 2, Calls: 40, Tokens: 60_000)], cancellationToken);
        var found = (await FindAsync(cancellationToken)).Single();
        using var scope = Assert.EnterMultipleScope();
        Assert.That((found.Scope, found.Subject, found.Measure, found.Cause, found.Day), Is.EqualTo(("conversation", "looping", "calls_per_turn", "loop", s_today)));
        Assert.That((found.Value, found.Samples), Is.EqualTo((20d, 421L)));
        Assert.That(found.Usual, Is.EqualTo(4).Within(0.5));
        Assert.That(found.Limit, Is.InRange(found.Usual * 2.5, found.Usual * 4), "about e to the power of four times a quarter");
    }

    [Test, CancelAfter(60_000)]
    public async Task Where_the_guardrail_stopped_something_it_is_an_injection(CancellationToken cancellationToken)
    {
        var usage = await UsualAsync(cancellationToken);
        await usage.AddAsync([new(s_today, "eve", "led astray", Turns: 3, Calls: 60, Tokens: 900_000, Blocked: 2)], cancellationToken);
        var found = await FindAsync(cancellationToken);
        Assert.That(found.Select(one => (one.Subject, one.Measure, one.Cause)), Is.EquivalentTo(
            new[] { ("led astray", "tokens", "injection"), ("led astray", "calls_per_turn", "injection") }));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_prompt_s_new_version_is_held_against_the_one_before(CancellationToken cancellationToken)
    {
        var usage = await UsualAsync(cancellationToken);
        await usage.PromptAsync("orders_agent", "2", s_today, 60, 9_000, cancellationToken);
        await usage.PromptAsync("triage", "7", s_today, 600, 9_000, cancellationToken); // nothing is known of it yet
        await usage.AddAsync([new(s_today, "ann", "looping", Turns: 2, Calls: 40, Tokens: 60_000)], cancellationToken);
        var found = await FindAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(found.Select(one => (one.Scope, one.Subject, one.Measure, one.Cause)), Is.EqualTo(new[]
        {
            ("prompt", "orders_agent@2", "tokens_per_call", "prompt_change"), ("conversation", "looping", "calls_per_turn", "prompt_change"),
        }));
        Assert.That(found[0].Value, Is.EqualTo(9_000).Within(0.01));
        Assert.That(found[0].Usual, Is.EqualTo(1_500).Within(200));
        Assert.That(found[0].Samples, Is.EqualTo(14), "days of the version before");
    }

    [Test, CancelAfter(60_000)]
    public async Task A_new_version_that_asks_again_and_again_is_found_by_its_calls(CancellationToken cancellationToken)
    {
        await new GeneratedUsage(_runtime, Tenant, s_today.AddDays(-1)).UsualAsync(30, cancellationToken); // up to yesterday, some two calls for each conversation
        var usage = new GeneratedUsage(_runtime, Tenant, s_today);
        await usage.AddAsync([.. Enumerable.Range(0, 30).Select(number => usage.Conversation(s_today, $"c{number}", $"t{number}"))], cancellationToken);
        await usage.PromptAsync("orders_agent", "2", s_today, 600, 1_500, cancellationToken);
        Assert.That((await FindAsync(cancellationToken)).Select(one => (one.Subject, one.Measure, one.Value)), Is.EqualTo(new[] { ("orders_agent@2", "calls_per_conversation", 20d) }));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_new_version_that_uses_as_much_is_none(CancellationToken cancellationToken)
    {
        var usage = await UsualAsync(cancellationToken);
        await usage.PromptAsync("orders_agent", "2", s_today, 60, 1_900, cancellationToken);
        Assert.That(await FindAsync(cancellationToken), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task A_customer_with_many_ordinary_conversations_is_found_as_such(CancellationToken cancellationToken)
    {
        var usage = await UsualAsync(cancellationToken);
        await usage.AddAsync([.. Enumerable.Range(0, 40).Select(number => usage.Conversation(s_today, "robot", $"r{number}"))], cancellationToken);
        await usage.AddAsync([.. Enumerable.Range(0, 40).Select(number => usage.Conversation(s_today, "guest", $"g{number}"))], cancellationToken);
        var found = await FindAsync(cancellationToken);
        Assert.That(found.Select(one => (one.Scope, one.Subject, one.Measure, one.Cause)), Is.EqualTo(new[] { ("customer", "robot", "tokens", "volume") }), "guests are nobody in particular");
    }

    [Test, CancelAfter(60_000)]
    public async Task Too_few_samples_say_nothing(CancellationToken cancellationToken)
    {
        var usage = new GeneratedUsage(_runtime, Tenant, s_today);
        await usage.AddAsync([.. Enumerable.Range(0, 28).Select(number => usage.Conversation(s_today, $"c{number}", $"k{number}"))], cancellationToken);
        await usage.AddAsync([new(s_today, "ann", "looping", Turns: 1, Calls: 90, Tokens: 9_000_000)], cancellationToken);
        Assert.That(await FindAsync(cancellationToken), Is.Empty, "29 conversations");
        await usage.AddAsync([usage.Conversation(s_today, "bob", "one more")], cancellationToken);
        Assert.That((await FindAsync(cancellationToken)).Select(one => one.Subject).Distinct(), Is.EqualTo(["looping"]), "30");
    }

    [Test, CancelAfter(60_000)]
    public async Task However_many_look_at_once_and_however_often_each_finding_is_stored_and_told_once(CancellationToken cancellationToken)
    {
        var usage = await UsualAsync(cancellationToken);
        await usage.AddAsync([new(s_today, "ann", "looping", 2, 40, 60_000), new(s_today, "ann", "also", 1, 50, 60_000)], cancellationToken);
        var found = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => FindAsync(cancellationToken)));
        await usage.AddAsync([new(s_today.AddDays(-1), "ann", "yesterday", 1, 45, 60_000)], cancellationToken);
        var later = await FindAsync(cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(found.SelectMany(one => one).Where(one => one.Scope == AnomalyScopes.Conversation).Select(one => one.Subject), Is.EquivalentTo(["also", "looping"]));
        Assert.That(later.Where(one => one.Scope == AnomalyScopes.Conversation).Select(one => one.Subject), Is.EqualTo(["yesterday"]));
        Assert.That(await FindAsync(cancellationToken), Is.Empty);
        var listed = await _runtime.Get<IAnomalies>().ListAsync(Tenant, s_today, s_today, 10, cancellationToken);
        Assert.That(listed.Where(one => one.Scope == AnomalyScopes.Conversation).Select(one => one.Subject), Is.EqualTo(["also", "looping"]));
        Assert.That(await _runtime.Get<IAnomalies>().ListAsync("other", s_today, s_today, 10, cancellationToken), Is.Empty);
    }

    [Test, CancelAfter(60_000)]
    public async Task The_sweep_goes_through_all_tenants_and_says_what_it_finds(CancellationToken cancellationToken)
    {
        var told = new List<string>();
        await using var runtime = await RuntimeFixture.StartAsync(
            _runtime.ConnectionString, new Dictionary<string, string?> { ["Anomalies:Interval"] = "1.00:00:00" },
            services => services.AddLogging(logging => logging.AddProvider(new LoggedLines(told))));
        foreach (var tenant in (string[])["a", "b"])
        {
            var usage = new GeneratedUsage(_runtime, tenant, s_today);
            await usage.UsualAsync(30, cancellationToken);
            await usage.AddAsync([new(s_today, "ann", $"looping-{tenant}", 2, 40, 60_000)], cancellationToken);
        }

        var sweep = runtime.Get<IEnumerable<IHostedService>>().OfType<AnomalySweep>().Single();
        await sweep.RunAsync(cancellationToken);
        await sweep.RunAsync(cancellationToken);
        var lines = told.Where(line => line.StartsWith("1121 ", StringComparison.Ordinal)).ToList();
        Assert.That(lines, Has.Count.EqualTo(2));
        Assert.That(lines[0], Does.StartWith("1121 Usage of conversation looping-a of tenant a is unusual: calls_per_turn 20 on ").And.EndsWith("likely cause: loop"));
        Assert.That(lines[1], Does.Contain("conversation looping-b of tenant b"));
    }

    private async Task<GeneratedUsage> UsualAsync(CancellationToken cancellationToken)
    {
        var usage = new GeneratedUsage(_runtime, Tenant, s_today);
        await usage.UsualAsync(30, cancellationToken);
        return usage;
    }

    private Task<IReadOnlyList<AnomalyView>> FindAsync(CancellationToken cancellationToken) => _runtime.Get<AnomalyFinder>().FindAsync(Tenant, s_options, s_now, cancellationToken);
}
