using Agent.Processes;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Costs.Usage;
using Agent.Tests.Fixtures;

namespace Agent.Tests.Processes.Costs.Tally;

/// <summary>The ledger and the totals against the provider's own books: thousands of calls with retries, refusals, cut streams, cached tokens, and a replica that dies.</summary>
internal sealed class ProviderTallyTests
{
    private const int Conversations = 20;
    private const string Scopes = "conversation customer_day service_day tenant_day tenant_month";

    private static readonly Dictionary<string, string?> s_settings = new()
    {
        ["Prices:Entries:m:Model"] = TalliedProvider.Model, ["Prices:Entries:m:Input"] = "2", ["Prices:Entries:m:CachedInput"] = "0.5", ["Prices:Entries:m:Output"] = "8",
        ["Budgets:Conversation"] = "1000", ["Budgets:CustomerPerDay"] = "10000", ["Budgets:TenantPerDay"] = "10000", ["Budgets:TenantPerMonth"] = "10000", ["Budgets:ServicePerDay"] = "10000",
        ["Budgets:MaxOutputTokens"] = "1000", ["Budgets:Sweep"] = "01:00:00", ["Usage:Interval"] = "01:00:00",
    };

    [TestCase(10), CancelAfter(240_000)]
    public async Task Both_are_equal_to_the_token_and_to_the_micro_dollar(int turns, CancellationToken cancellationToken)
    {
        using var provider = new TalliedProvider();
        await using var dying = await CallingReplica.StartAsync(provider, With("Runtime:LeaseSeconds", "3600"));
        await using var other = await CallingReplica.StartAsync(provider, With("Runtime:LeaseSeconds", "5"), dying.Runtime.ConnectionString);
        dying.DiesIn($"k0 t{turns / 2}");
        dying.DiesUnsettledIn($"k1 t{turns / 2}");
        var keys = await Task.WhenAll(Enumerable.Range(0, Conversations).Select(_ => dying.Runtime.BeginAsync(cancellationToken)));
        var takenOver = Task.WhenAll(TakeOverAsync(dying.Died, keys[0]), TakeOverAsync(dying.DiedUnsettled, keys[1]));
        await Task.WhenAll(keys.Select((key, number) => TalkAsync(number, key)));
        await takenOver;
        await AddUpAsync(other.Runtime, cancellationToken);

        var runtime = other.Runtime;
        var journaled = (await runtime.ReadAsync<string[]>(
            """
            SELECT array_agg(call -> 'request' ->> 'text') FROM agent.checkpoints k CROSS JOIN LATERAL json_array_elements(k.body -> 'supersteps') AS superstep
            CROSS JOIN LATERAL json_array_elements(superstep -> 'activities') AS call WHERE call ->> 'kind' = 'model'
            """, cancellationToken))!.ToHashSet();
        var charges = provider.Charges.ToList();
        var kept = charges.Where(charge => journaled.Contains(charge.Text)).ToList();
        var reported = kept.Where(charge => charge.IsReported).ToList();
        var unsettled = charges.Single(charge => charge.Text.StartsWith($"k1 t{turns / 2} c20 ", StringComparison.Ordinal) && !journaled.Contains(charge.Text));
        var total = (await runtime.Get<IUsage>().ReadAsync(RuntimeFixture.Tenant, new(UsageDimension.Tenant, Today(-1), Today(1)), cancellationToken)).Total;
        var booked = charges.Where(charge => charge != unsettled).Sum(charge => charge.IsReported ? charge.CostUsd : TalliedProvider.GuessOf(charge));
        var (spent, reserved) = await LedgerAsync(runtime, cancellationToken);
        await runtime.ExecuteAsync("UPDATE agent.reservations SET expires_at = now() - interval '1 second'", cancellationToken);
        await runtime.Get<BudgetLedger>().SweepAsync(100, _ => 10_000, cancellationToken);
        var (afterwards, left) = await LedgerAsync(runtime, cancellationToken);
        TestContext.Out.WriteLine(
            $"{journaled.Count} calls journaled, {charges.Count} charged, {provider.Attempts} attempts, {charges.Count - kept.Count} lost with the replica; {total.InputTokens} tokens in ({total.CachedInputTokens} cached), {total.OutputTokens} out, {spent} USD");

        using var scope = Assert.EnterMultipleScope();
        Assert.That(journaled, Has.Count.EqualTo(Conversations * turns * CallingReplica.CallsPerTurn));
        Assert.That(provider.Attempts, Is.GreaterThan(charges.Count), "some were tried again, some refused");
        Assert.That(charges, Has.Count.GreaterThan(kept.Count), "some died with their replica, and were asked again elsewhere");
        Assert.That((total.Calls, total.InputTokens, total.CachedInputTokens, total.OutputTokens), Is.EqualTo(
            ((long)journaled.Count, reported.Sum(charge => charge.Input), reported.Sum(charge => charge.Cached), reported.Sum(charge => charge.Output))), "the totals, to the token");
        Assert.That(total.CostUsd, Is.EqualTo(reported.Sum(charge => charge.CostUsd)), "and to the micro-dollar");
        Assert.That(await runtime.ReadAsync<decimal>("SELECT sum(cost_usd) FROM agent.conversations", cancellationToken), Is.EqualTo(total.CostUsd), "the conversations");
        Assert.That(spent, Is.EqualTo(booked), "the ledger holds every call that was settled, those that died with the journal too");
        Assert.That(reserved, Is.GreaterThan(unsettled.CostUsd), "and the one that nobody settled is still set aside");
        Assert.That((afterwards, left), Is.EqualTo((booked + reserved, 0m)), "until it counts as spent, at its worst case");
        Assert.That(afterwards, Is.GreaterThan(charges.Where(charge => charge.IsReported).Sum(charge => charge.CostUsd)), "so never less than the provider's books");

        async Task TalkAsync(int number, ConversationKey key)
        {
            for (var turn = 1; turn <= turns; turn++)
            {
                // The first half talk to the replica that will die; afterwards, nobody does.
                var home = number < Conversations / 2 && !(dying.Died.IsCompleted || dying.DiedUnsettled.IsCompleted) ? dying : other;
                if (number < 2 && turn == turns / 2)
                {
                    home = dying;
                }

                var accepted = await home.Runtime.Conversations.SendAsync(key, new() { Text = $"k{number} t{turn}" }, null, cancellationToken);
                await other.Runtime.EndAsync(key, accepted.Turn, cancellationToken);
            }
        }

        async Task TakeOverAsync(Task died, ConversationKey key)
        {
            await died.WaitAsync(cancellationToken);
            await other.Runtime.ExecuteAsync($"UPDATE agent.conversations SET lease_until = now() - interval '1 minute' WHERE id = '{key.Id}'", cancellationToken);
        }
    }

    private static DateOnly Today(int days) => DateOnly.FromDateTime(DateTime.UtcNow).AddDays(days);

    /// <summary>What every one of the five budgets says, which is the same.</summary>
    private static async Task<(decimal Spent, decimal Reserved)> LedgerAsync(RuntimeFixture runtime, CancellationToken cancellationToken)
    {
        await using var command = runtime.Database.CreateCommand("SELECT scope, sum(spent_usd), sum(reserved_usd) FROM agent.budgets GROUP BY 1 ORDER BY 1");
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var found = new List<(string Scope, decimal Spent, decimal Reserved)>();
        while (await reader.ReadAsync(cancellationToken))
        {
            found.Add((reader.GetString(0), reader.GetDecimal(1), reader.GetDecimal(2)));
        }

        Assert.That(string.Join(' ', found.Select(one => one.Scope)), Is.EqualTo(Scopes));
        return found.Select(one => (one.Spent, one.Reserved)).Distinct().Single();
    }

    private static async Task AddUpAsync(RuntimeFixture runtime, CancellationToken cancellationToken)
    {
        while (await runtime.Get<UsageStore>().AddUpAsync(1000, cancellationToken) is not 0)
        {
            // More to come.
        }
    }

    private static Dictionary<string, string?> With(string key, string value) => new(s_settings) { [key] = value };
}
