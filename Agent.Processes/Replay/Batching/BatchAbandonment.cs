using System.Text.Json;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;

namespace Agent.Processes.Replay.Batching;

/// <summary>Ends the batches of a replay that nobody will go on with. What a provider had answered by then it charges for, so it is paid; the rest is given back.</summary>
internal sealed class BatchAbandonment(
    ModelBatches store, IBatchEndpoint endpoint, BudgetKeeper keeper, PriceList prices, ModelBatchOptions options, TimeProvider clock, ILogger logger)
{
    public async Task RunAsync(ReplayRun run, ReplaySpending spending, Action<string> told, CancellationToken cancellationToken)
    {
        var follower = new BatchFollower(store, endpoint, run, options, clock, logger);
        foreach (var batch in await store.OpenAsync(run.Tenant, run.Id, cancellationToken))
        {
            try
            {
                await EndAsync(batch);
            }
            catch (BatchRefusedException refused) when (refused.IsGone)
            {
                await store.EndAsync(run.Tenant, run.Id, batch.Id, ModelBatch.Gone, refused.Message, [], cancellationToken); // nothing more can come of it
            }
        }

        foreach (var (key, model, answer) in await store.AllCallsAsync(run.Tenant, run.Id, cancellationToken))
        {
            await keeper.SettleAsync(BatchedCall.ReservationIdOf(run.Tenant, run.Id, key), CostOf(model, answer) ?? 0, spending, cancellationToken);
        }

        await store.ForgetAsync(run.Tenant, run.Id, cancellationToken);

        async Task EndAsync(ModelBatch batch)
        {
            var known = batch.ProviderId ?? (batch.Status == ModelBatch.Creating ? (await follower.FindPatientlyAsync(batch, cancellationToken))?.Id : null);
            if (known is null)
            {
                await store.EndAsync(run.Tenant, run.Id, batch.Id, "cancelled", null, [], cancellationToken); // the provider never heard of it
                return;
            }

            await store.TellAsync(run.Tenant, run.Id, batch.Id, "cancelling", known, cancellationToken);
            await CancelAsync(known, cancellationToken);
            var (status, _, answers) = await follower.FollowAsync(batch with { ProviderId = known }, _ => Task.CompletedTask, cancellationToken);
            told($"The batch of {batch.Calls} calls to {batch.Model} is {status}: {answers.Values.Count(BatchFollower.IsFinal)} answers.");
        }
    }

    /// <summary>One that is over by itself meanwhile cannot be cancelled, which is as well.</summary>
    private async Task CancelAsync(string providerId, CancellationToken cancellationToken)
    {
        try
        {
            await endpoint.CancelAsync(providerId, cancellationToken);
        }
        catch (BatchRefusedException)
        {
            // Its end is read next.
        }
    }

    private decimal? CostOf(string model, BatchAnswer? answer)
    {
        if (answer is not { Status: 200 })
        {
            return null;
        }

        using var body = JsonDocument.Parse(answer.Body);
        if (!body.RootElement.TryGetProperty("usage", out var usage) || usage.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        var details = new UsageDetails
        {
            InputTokenCount = Number(usage, "prompt_tokens"),
            OutputTokenCount = Number(usage, "completion_tokens"),
            CachedInputTokenCount = usage.TryGetProperty("prompt_tokens_details", out var input) && input.ValueKind is JsonValueKind.Object ? Number(input, "cached_tokens") : null,
        };
        return prices.CostOf(
            body.RootElement.TryGetProperty("model", out var answered) ? answered.GetString() : null, model, clock.GetUtcNow(), details,
            new() { AdditionalProperties = new() { [PriceList.Batch] = true } });
    }

    private static long? Number(JsonElement json, string member) => json.TryGetProperty(member, out var value) && value.TryGetInt64(out var number) ? number : null;
}
