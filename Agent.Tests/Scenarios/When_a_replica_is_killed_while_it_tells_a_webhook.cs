using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Agent.Tests.Host.Webhooks;
using Microsoft.AspNetCore.Http;

namespace Agent.Tests.Scenarios;

/// <summary>The receiver has it, and the replica that sent it is killed before it could note that.</summary>
internal sealed class When_a_replica_is_killed_while_it_tells_a_webhook
{
    private static readonly string[] Turns = ["turn.completed"];

    [Test, CancelAfter(120_000)]
    public async Task Another_one_sends_it_again_with_the_same_id_and_body_and_nothing_is_lost(CancellationToken cancellationToken)
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        var isTaken = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        receiver.Answer = async (_, context) =>
        {
            isTaken.TrySetResult();
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
            return Results.Ok();
        };
        var environment = new Dictionary<string, string>
        {
            ["ConnectionStrings__Agent"] = await PostgresFixture.CreateDatabaseAsync(), ["Model__Provider"] = "offline", ["Webhooks__AllowedHosts__0"] = "127.0.0.1",
            ["Webhooks__AllowPrivateAddresses"] = "true", ["Webhooks__AllowHttp"] = "true", ["Webhooks__Timeout"] = "00:00:02", ["Webhooks__Interval"] = "00:00:00.100",
        };
        string conversation;
        await using (var first = await ServiceProcess.StartAsync(environment, cancellationToken))
        {
            using (var made = await first.Client.PostAsJsonAsync("/api/v1/webhooks", new { url = receiver.Url, kinds = Turns }, cancellationToken))
                Assert.That((int)made.StatusCode, Is.EqualTo(201), first.Output);
            using var started = await first.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
            conversation = (await started.Content.ReadFromJsonAsync<JsonElement>(cancellationToken)).GetProperty("id").GetString()!;
            using var answered = await first.Client.PostAsJsonAsync($"/api/v1/conversations/{conversation}/messages", new { text = "hello" }, cancellationToken);
            await isTaken.Task.WaitAsync(cancellationToken);
        } // killed

        receiver.Answer = (_, _) => Task.FromResult(Results.Ok());
        await using var second = await ServiceProcess.StartAsync(environment, cancellationToken);
        var calls = await receiver.UntilAsync(calls => calls.Count >= 2, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(calls.Select(call => (call.Id, call.Body)).Distinct().Count(), Is.EqualTo(1));
        Assert.That((string?)calls[0].Json["data"]!["conversationId"], Is.EqualTo(conversation));
        JsonElement delivery;
        do
            delivery = await second.Client.GetFromJsonAsync<JsonElement>($"/api/v1/webhooks/deliveries/{calls[0].Id}", cancellationToken);
        while (delivery.GetProperty("status").GetString() != "delivered");
        Assert.That(delivery.GetProperty("attempts").GetInt32(), Is.GreaterThanOrEqualTo(2));
    }
}
