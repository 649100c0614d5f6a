using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Agent.Benchmarks.Faults;
using Agent.Benchmarks.Faults.Auditing;
using Agent.Benchmarks.Faults.Planning;
using Agent.Benchmarks.Faults.Playing;
using Agent.Benchmarks.Faults.Scripts;
using Agent.Benchmarks.Reports;

namespace Agent.Benchmarks.Promises;

/// <summary>Sends two inputs to one conversation at the same instant, each to another replica.</summary>
internal sealed class SimultaneousInputs(Testbed testbed)
{
    private const int AtOnce = 8;
    private static readonly TimeSpan s_settling = TimeSpan.FromSeconds(60);

    private static readonly Script s_twoQuestions = AllScripts.All.Single(script => script.IsAtOnce) with
    {
        Name = "two questions", Inputs = ["Where is my order {order}?", "When was my order {order} delivered?"],
    };

    /// <summary>Two approvals of one refund.</summary>
    public async Task<PromiseResult> DecideTwiceAsync(int count, CancellationToken cancellationToken)
    {
        var broken = await PlayAsync(count, AllScripts.OperatorReturn, DecideTwiceAsync, cancellationToken);
        return new(string.Create(CultureInfo.InvariantCulture, $"{count} conversations, two approvals at once: refunded twice, or approved twice"), broken, Reference.RefundedTwiceByTwoApprovals);
    }

    /// <summary>Two messages.</summary>
    public async Task<PromiseResult> SayTwiceAsync(int count, CancellationToken cancellationToken)
    {
        var broken = await PlayAsync(count, s_twoQuestions, SayBothAsync, cancellationToken);
        return new(string.Create(CultureInfo.InvariantCulture, $"{count} conversations, two messages at once: one vanished"), broken, Reference.LostOfTwoMessages);
    }

    /// <returns>In how many conversations something is wrong.</returns>
    private async Task<int> PlayAsync(int count, Script script, Func<PlayedConversation, CancellationToken, Task> play, CancellationToken cancellationToken)
    {
        var customers = new ConcurrentQueue<ScriptCustomer>(await testbed.Shop.AddCustomersAsync([.. Enumerable.Repeat(script, count)], cancellationToken));
        var played = new ConcurrentBag<PlayedConversation>();
        await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(_ => Task.Run(async () =>
        {
            while (customers.TryDequeue(out var customer))
            {
                var created = await SendAsync(HttpMethod.Post, "/api/v1/conversations", new { customerId = customer.Id }, null, 0, cancellationToken);
                var conversation = new PlayedConversation(created.Text("id")!, script, customer);
                await play(conversation, cancellationToken);
                conversation.IsFinished = true;
                played.Add(conversation);
            }
        }, cancellationToken)));
        await testbed.SettleAsync(s_settling, cancellationToken);
        IReadOnlyList<Finding> findings =
            [.. await new HistoryAudit(testbed.Database).RunAsync(cancellationToken), .. await new PromiseAudit(testbed.Database).RunAsync(played, cancellationToken)];
        return findings.Select(finding => finding.Conversation).Intersect(played.Select(conversation => conversation.Id), StringComparer.Ordinal).Count();
    }

    private async Task DecideTwiceAsync(PlayedConversation conversation, CancellationToken cancellationToken)
    {
        await SayAsync(conversation, 0, cancellationToken);
        var approval = await ApprovalAsync(conversation, cancellationToken);
        var answers = await Task.WhenAll(Enumerable.Range(0, 2).Select(replica =>
            SendAsync(HttpMethod.Post, $"/api/v1/approvals/{approval}/decision", new { decision = "approve" }, null, replica, cancellationToken)));
        conversation.Decisions = answers.Count(answer => answer.Status == HttpStatusCode.OK);
        if (conversation.Decisions != 1 || answers.All(answer => answer.Status != HttpStatusCode.Conflict))
        {
            conversation.Trouble = $"The two decisions were answered {string.Join(" and ", answers.Select(answer => answer.Status))}.";
        }
    }

    private Task SayBothAsync(PlayedConversation conversation, CancellationToken cancellationToken) =>
        Task.WhenAll(SayAsync(conversation, 0, cancellationToken), SayAsync(conversation, 1, cancellationToken));

    /// <summary>Sends an input of the script, to the replica of its number.</summary>
    private async Task SayAsync(PlayedConversation conversation, int number, CancellationToken cancellationToken)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"input-{number + 1}");
        var body = new { text = conversation.Script.Inputs[number].TextFor(conversation.Customer.OrderId) };
        var answer = await SendAsync(HttpMethod.Post, $"/api/v1/conversations/{conversation.Id}/messages?wait=0", body, key, number, cancellationToken);
        conversation.Acknowledged.Add((key, answer.Text("turnId")!));
    }

    private async Task<string> ApprovalAsync(PlayedConversation conversation, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = await SendAsync(HttpMethod.Get, $"/api/v1/conversations/{conversation.Id}", null, null, 0, cancellationToken);
            if (state.Body.TryGetProperty("pendingApproval", out var pending) && state.Text("status") is "waiting")
            {
                return pending.GetProperty("id").GetString()!;
            }

            await Task.Delay(20, cancellationToken);
        }
    }

    private async Task<DoorAnswer> SendAsync(HttpMethod method, string path, object? body, string? key, int slot, CancellationToken cancellationToken)
    {
        var replica = testbed.Replicas.At(slot) ?? await testbed.Replicas.AnyAsync(new SeededRandom(slot), cancellationToken);
        return await testbed.Door.TryAsync(replica, method, path, body, key, cancellationToken)
            ?? throw new InvalidOperationException($"A replica gave no answer to {method} {path}, though nothing was done to it.");
    }
}
