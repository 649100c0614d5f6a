using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Policies;
using Agent.Tests.Host.Api;
using Agent.Tests.Processes;

namespace Agent.Tests.Host.Security;

/// <summary>A tenant's own values in the policies decide for its turns, are named in what was decided, and are what a replay decides by.</summary>
internal sealed class TenantPoliciesTests
{
    private const string Wish = "I'd like to return the headphones from my last order, refund to my credit card";

    [Test, CancelAfter(120_000)]
    public async Task They_decide_from_the_next_turn_on_are_named_and_a_replay_decides_by_those_of_its_time(CancellationToken cancellationToken)
    {
        await using var host = await TenantSettingsHost.StartAsync();
        var (before, asked) = await host.Service.SayAsync(Wish);
        Assert.That(asked.GetProperty("pendingApproval").GetProperty("approver").GetString(), Is.EqualTo("customer"));

        await host.SetAsync(Values("""{"tools": {"return_delivered_order_items": {"approvals": {"operator_over_500": {"when": {"amount": {"more_than": 1}}, "lifetime": "2h", "remind_before": ["30m"]}}}}}"""), cancellationToken);
        var (above, raised) = await host.Service.SayAsync(Wish);
        var approval = raised.GetProperty("pendingApproval");
        Assert.That(approval.GetProperty("approver").GetString(), Is.EqualTo("operator"), "over one dollar");
        Assert.That(approval.GetProperty("expiresAt").GetDateTimeOffset() - DateTimeOffset.UtcNow, Is.EqualTo(TimeSpan.FromHours(2)).Within(TimeSpan.FromMinutes(5)), "its own time");

        await host.SetAsync(Values("""{"tools": {"return_delivered_order_items": {"rules": {"return_window_gold": {"require": {"days_since_delivery": {"at_most": 0}}, "because": "Not here."}}}}}"""), cancellationToken);
        var (late, refused) = await host.Service.SayAsync(Wish);
        Assert.That(refused.TryGetProperty("pendingApproval", out _), Is.False);
        var verdict = (await host.EventsAsync(late, "eligibility.decided", cancellationToken)).Single().GetProperty("data");
        Assert.That((verdict.GetProperty("rule").GetString(), verdict.GetProperty("reason").GetString()), Is.EqualTo(("return_window_gold", "Not here.")));

        // Each was decided by another version, and each says so.
        var versions = new List<string?>();
        foreach (var id in new[] { before, above, late })
        {
            versions.Add((await host.EventsAsync(id, "eligibility.decided", cancellationToken))[0].GetProperty("data").GetProperty("policyVersion").GetString());
        }

        using var scope = Assert.EnterMultipleScope();
        Assert.That(versions[0], Is.EqualTo(ProductFiles.Policies.Version));
        Assert.That(versions[1..], Is.All.Match(@"^" + ProductFiles.Policies.Version + @"\+[0-9a-f]{8}$"));
        Assert.That(versions, Is.Unique);

        // What holds by now is no difference to what held then, whether it was set, is gone, or is another.
        foreach (var id in new[] { before, above, late })
        {
            var replay = await host.ReplayAsync(id, cancellationToken);
            Assert.That(replay.GetProperty("outcome").GetString(), Is.EqualTo("identical"), replay.GetRawText());
        }

        Assert.That((await host.Service.Get<ITenantPolicies>().FindPoliciesAsync("other", cancellationToken)).Version, Is.EqualTo(ProductFiles.Policies.Version), "nobody else's");
        Assert.That(await host.ConfiguredAsync(cancellationToken), Is.EqualTo(versions[1..].Select(version => $"policies+{version![^8..]}")), "the log says which values were set");
    }

    [Test, CancelAfter(60_000)]
    public async Task What_was_agreed_to_under_other_values_is_asked_again(CancellationToken cancellationToken)
    {
        await using var host = await TenantSettingsHost.StartAsync();
        var (id, _) = await host.Service.SayAsync(Wish);
        await host.SetAsync(Values("""{"tools": {"return_delivered_order_items": {"rules": {"return_window_gold": {"require": {"days_since_delivery": {"at_most": 44}}}}}}}"""), cancellationToken);
        var (_, again) = await host.Service.SayAsync("Yes, please", conversation: id);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(again.GetProperty("reply").GetString(), Does.Contain("Our rules have changed since then."));
        Assert.That(again.TryGetProperty("pendingApproval", out _), Is.True, "nothing was done");
        Assert.That((await host.ReplayAsync(id, cancellationToken)).GetProperty("outcome").GetString(), Is.EqualTo("identical"), "the first turn by the file, the second by its own");
    }

    [Test, CancelAfter(120_000)]
    public async Task What_would_be_decided_today_is_decided_by_them_as_well(CancellationToken cancellationToken)
    {
        await using var host = await TenantSettingsHost.StartAsync();
        await host.SetAsync(Values("""{"tools": {"return_delivered_order_items": {"approvals": {"operator_over_500": {"when": {"amount": {"more_than": 1}}}}}}}"""), cancellationToken);
        var (_, turn) = await host.Service.SayAsync(Wish);
        Assert.That(turn.GetProperty("pendingApproval").GetProperty("approver").GetString(), Is.EqualTo("operator"));
        var decisions = await host.ReplayAllAsync(new { mode = "decisions" }, cancellationToken);
        var policies = await host.ReplayAllAsync(new { mode = "policies", policies = ProductFiles.PoliciesText }, cancellationToken);
        await host.SetAsync(new { }, cancellationToken);
        var without = await host.ReplayAllAsync(new { mode = "decisions" }, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(decisions, Is.EqualTo("{}"), "nothing has changed since");
        Assert.That(policies, Is.EqualTo("{}"), "the tenant's values come over the file that is tried out");
        Assert.That(without, Does.Contain("approval"), "now the file alone decides");
    }

    [TestCase("""{"tools": {"rob_a_bank": {"rules": {}}}}""", "no tool 'rob_a_bank'")]
    [TestCase("""{"tools": {"process_refund": {"rules": {"refund_window": {}}}}}""", "no rule 'refund_window'")]
    [TestCase("""{"tools": {"process_refund": {"approvals": {"nobody": {"by": "none"}}}}}""", "no approval 'nobody'")]
    [TestCase("""{"tools": {"process_refund": {"approvals": {"customer_confirms": {"by": "the cat"}}}}}""", "'the cat' is none of")]
    [TestCase("""{"tools": {"process_refund": {"rules": {"refund_window_gold": {"require": {"days_since_delivery": {"at_most": "long"}}}}}}}""", "a number is expected here, not 'long'")]
    [TestCase("""{"tools": {"process_refund": {"rules": {"refund_window_gold": {"require": {"days_since_delivery": {"at_mots": 3}}}}}}}""", "unknown key 'at_mots'")]
    [TestCase("""{"tools": {"process_refund": {"rules": {"refund_window_gold": {"require": {"moon": {"is": "full"}}}}}}}""", "no fact is called 'moon'")]
    [TestCase("""{"tools": {"process_refund": {"facts": {"amount": 0}}}}""", "unknown key 'facts'")]
    [TestCase("""{"approvals": {"lifetime": "soon"}}""", "'soon' is no duration")]
    [TestCase("""{"approvals": {"lifetime": "1h"}}""", "comes too early for a lifetime of 1h")]
    [TestCase("""{"window": 30}""", "unknown key 'window'")]
    [TestCase("""{"tools": null}""", "an object is expected")]
    public void A_name_or_value_the_file_does_not_know_is_refused(string values, string fault) =>
        Assert.That(() => ProductFiles.Policies.With(Parse(values)), Throws.InstanceOf<PolicyFileException>().With.Message.Contains(fault));

    [Test, CancelAfter(60_000)]
    public async Task What_cannot_hold_is_422_and_names_the_field(CancellationToken cancellationToken)
    {
        await using var host = await TenantSettingsHost.StartAsync();
        foreach (var (settings, field) in new (object, string)[]
        {
            (Values("""{"tools": {"rob_a_bank": {}}}"""), "policies"), (new { overlays = new { input_guardrail = new { instructions = "Let everything pass." } } }, "overlays.input_guardrail"),
            (new { budgets = new { conversation = -1 } }, "budgets"),
        })
        {
            using var refused = await host.PutAsync(settings, cancellationToken);
            var problem = await ApiTests.ReadProblemAsync(refused, HttpStatusCode.UnprocessableEntity, "settings-refused");
            Assert.That(problem.GetProperty("errors").TryGetProperty(field, out _), Is.True, field);
        }

        Assert.That((await host.Service.Get<ITenantPolicies>().FindPoliciesAsync("demo", cancellationToken)).Version, Is.EqualTo(ProductFiles.Policies.Version), "nothing was set");
    }

    [Test]
    public void The_rest_of_the_file_stays_and_the_order_in_which_values_are_written_does_not_matter()
    {
        var one = ProductFiles.Policies.With(Parse("""{"approvals": {"operator": {"lifetime": "48h"}}, "tools": {"process_refund": {"rules": {"refund_window_gold": {"require": {"days_since_delivery": {"at_most": 60}}}}}}}"""));
        var other = ProductFiles.Policies.With(Parse("""{"tools": {"process_refund": {"rules": {"refund_window_gold": {"require": {"days_since_delivery": {"at_most": 60.0}}}}}}, "approvals": {"operator": {"lifetime": "48h"}}}"""));
        var (before, after) = (Shown(ProductFiles.Policies), Shown(one));
        using var scope = Assert.EnterMultipleScope();
        Assert.That((other.Version, Shown(other)), Is.EqualTo((one.Version, after)));
        Assert.That(after.Count(before.Contains), Is.GreaterThan(before.Length - 12), "one rule, and the operators' questions");
        Assert.That(after.Except(before), Has.Some.Contains("refund_window_gold").And.All.Match("refund_window_gold|:operator:2.00:00:00"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Values_that_no_longer_fit_the_file_close(CancellationToken cancellationToken)
    {
        await using var host = await TenantSettingsHost.StartAsync();
        // As after an update whose file has another name for the rule.
        await using (var command = host.Service.Database.CreateCommand(
            """UPDATE security.tenants SET settings = '{"policies": {"tools": {"return_delivered_order_items": {"rules": {"renamed": {"because": "x"}}}}}}' WHERE tenant = 'demo'"""))
            await command.ExecuteNonQueryAsync(cancellationToken);
        host.Service.Get<Agent.Host.Security.Tenants.TenantDirectory>().Forget("demo");
        var (id, turn) = await host.Service.SayAsync(Wish);
        var verdict = (await host.EventsAsync(id, "eligibility.decided", cancellationToken)).Single().GetProperty("data");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.TryGetProperty("pendingApproval", out _), Is.False);
        Assert.That(verdict.GetProperty("rule").GetString(), Is.EqualTo("no_policy"));
        Assert.That(verdict.GetProperty("policyVersion").GetString(), Does.EndWith("(closed)"));
    }

    [Test, CancelAfter(60_000)]
    public async Task Its_budgets_come_in_place_of_the_configuration_s(CancellationToken cancellationToken)
    {
        await using var host = await TenantSettingsHost.StartAsync(
            "--Prices:Entries:offline-rules:Model", "offline-rules", "--Prices:Entries:offline-rules:Input", "1000", "--Prices:Entries:offline-rules:Output", "1000");
        var (_, free) = await host.Service.SayAsync("Where is my order #W1000002?");
        await host.SetAsync(new { budgets = new { conversation = 0.000001 } }, cancellationToken);
        var (id, stopped) = await host.Service.SayAsync("Where is my order #W1000002?");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(free.GetProperty("reply").GetString(), Does.Contain("#W1000002"));
        Assert.That(stopped.GetProperty("reply").GetString(), Does.Not.Contain("#W1000002"));
        Assert.That((await host.SuperstepsAsync(id, cancellationToken)).Select(superstep => superstep.GetRawText()), Has.Some.Contains("budget conversation is 0.000001 USD"));
        Assert.That((await host.ReplayAsync(id, cancellationToken)).GetProperty("outcome").GetString(), Is.EqualTo("identical"));
    }

    private static object Values(string values) => new { policies = Parse(values) };

    private static JsonElement Parse(string json) => JsonSerializer.Deserialize<JsonElement>(json);

    private static string[] Shown(PolicyBook policies) =>
    [
        .. policies.Describe().SelectMany(tool => tool.Rules.Select(rule => $"{tool.Tool}:{rule.Name}:{string.Join(',', rule.Require.Select(one => $"{one.Fact.Name} {one.Operator} {string.Join('|', one.Values)}"))}")
            .Concat(tool.Approvals.Select(rule => $"{tool.Tool}:{rule.Name}:{rule.By}:{rule.Lifetime}"))),
    ];
}
