using System.Globalization;
using System.Net;
using System.Text.Json;
using Agent.Benchmarks.Faults.Scripts;

namespace Agent.Benchmarks.Faults.Playing;

/// <summary>Plays one script: every input is delivered one to four times, in random order, to random replicas.</summary>
internal sealed class ConversationPlayer(FrontDoor door, Random random)
{
    private const int MostCopies = 4;
    private const int LatestCopyMs = 400;
    private readonly List<Task> _copies = [];

    /// <param name="script">What is said.</param>
    /// <param name="customer">By whom.</param>
    /// <param name="started">Told of the conversation's id before anything is said in it.</param>
    /// <param name="cancellationToken">Ends the play where it stands.</param>
    public async Task<PlayedConversation> PlayAsync(Script script, ScriptCustomer customer, Action<string> started, CancellationToken cancellationToken)
    {
        var created = await door.SendAsync(HttpMethod.Post, "/api/v1/conversations", new { customerId = customer.Id }, null, random, cancellationToken);
        var conversation = new PlayedConversation(created.Text("id") ?? throw Unexpected(created), script, customer);
        started(conversation.Id);
        try
        {
            await (script.IsAtOnce ? SayAllAsync(conversation, cancellationToken) : SayOneByOneAsync(conversation, cancellationToken));
            await Task.WhenAll(_copies);
            conversation.IsFinished = true;
        }
        catch (UnexpectedAnswerException surprise)
        {
            conversation.Trouble = surprise.Message;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The time is over; what was acknowledged must hold all the same.
        }

        return conversation;
    }

    private async Task SayOneByOneAsync(PlayedConversation conversation, CancellationToken cancellationToken)
    {
        for (var number = 0; number < conversation.Script.Inputs.Count; number++)
        {
            var (input, key) = (conversation.Script.Inputs[number], KeyOf(number)); // copies of it are delivered while the loop goes on
            if (input.Text is null)
            {
                await DecideAsync(conversation, cancellationToken);
                continue;
            }

            var copies = Copies(() => DeliverAsync(conversation, input, key, cancellationToken), cancellationToken);
            var turn = await await Task.WhenAny(copies);
            await EndAsync(conversation, turn, cancellationToken);
        }
    }

    private async Task SayAllAsync(PlayedConversation conversation, CancellationToken cancellationToken)
    {
        var all = conversation.Script.Inputs.Select((input, number) => (Input: input, Number: number))
            .SelectMany(said => Copies(() => DeliverAsync(conversation, said.Input, KeyOf(said.Number), cancellationToken), cancellationToken)).ToList();
        foreach (var turn in (await Task.WhenAll(all)).Distinct(StringComparer.Ordinal))
        {
            await EndAsync(conversation, turn, cancellationToken);
        }
    }

    /// <summary>Starts the deliveries of one input. Late copies arrive among those of later inputs.</summary>
    private List<Task<T>> Copies<T>(Func<Task<T>> deliver, CancellationToken cancellationToken)
    {
        var delays = Enumerable.Range(0, random.Next(1, MostCopies + 1)).Select(copy => copy == 0 ? 0 : random.Next(LatestCopyMs)).ToList();
        var copies = delays.Select(async delay =>
        {
            await Task.Delay(delay, cancellationToken);
            return await deliver();
        }).ToList();
        _copies.AddRange(copies);
        return copies;
    }

    /// <returns>The turn's id.</returns>
    private async Task<string> DeliverAsync(PlayedConversation conversation, ScriptInput input, string key, CancellationToken cancellationToken)
    {
        var body = new { text = input.TextFor(conversation.Customer.OrderId) };
        var answer = await door.SendAsync(HttpMethod.Post, $"/api/v1/conversations/{conversation.Id}/messages?wait=0", body, key, random, cancellationToken);
        var turn = answer.Status is HttpStatusCode.OK or HttpStatusCode.Accepted ? answer.Text("turnId") : null;
        conversation.Acknowledged.Add((key, turn ?? throw Unexpected(answer)));
        return turn;
    }

    private async Task DecideAsync(PlayedConversation conversation, CancellationToken cancellationToken)
    {
        var state = await StateAsync(conversation, cancellationToken);
        var approval = state.Body.TryGetProperty("pendingApproval", out var pending) && pending.ValueKind == JsonValueKind.Object
            ? pending.GetProperty("id").GetString()! : throw Unexpected(state);
        var copies = Copies(async () =>
        {
            var answer = await door.SendAsync(
                HttpMethod.Post, $"/api/v1/approvals/{approval}/decision", new { decision = "approve", reason = "checked" }, null, random, cancellationToken);
            return answer.Status is HttpStatusCode.OK or HttpStatusCode.Conflict ? answer : throw Unexpected(answer);
        }, cancellationToken);
        await await Task.WhenAny(copies);
        conversation.Decisions++;
        while ((await StateAsync(conversation, cancellationToken)).Text("status") is "running" or "waiting" or "queued")
        {
            await Task.Delay(random.Next(20, 60), cancellationToken);
        }
    }

    private async Task EndAsync(PlayedConversation conversation, string turn, CancellationToken cancellationToken)
    {
        while ((await door.SendAsync(HttpMethod.Get, $"/api/v1/conversations/{conversation.Id}/turns/{turn}?wait=2", null, null, random, cancellationToken)) is var answer
            && answer.Status != HttpStatusCode.OK)
        {
            if (answer.Status != HttpStatusCode.Accepted)
            {
                throw Unexpected(answer);
            }
        }
    }

    private Task<DoorAnswer> StateAsync(PlayedConversation conversation, CancellationToken cancellationToken) =>
        door.SendAsync(HttpMethod.Get, $"/api/v1/conversations/{conversation.Id}", null, null, random, cancellationToken);

    private static string KeyOf(int number) => string.Create(CultureInfo.InvariantCulture, $"input-{number + 1}");

    private static UnexpectedAnswerException Unexpected(DoorAnswer answer) => new($"The service answered {(int)answer.Status} {answer.Body}.");
}
