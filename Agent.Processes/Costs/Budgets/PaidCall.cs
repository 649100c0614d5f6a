using Microsoft.Extensions.AI;

namespace Agent.Processes.Costs.Budgets;

/// <summary>A model call that money has been set aside for.</summary>
/// <param name="client">Whom to ask.</param>
/// <param name="model">The model that is asked.</param>
/// <param name="options">What to ask with: the length of the answer is bounded.</param>
/// <param name="price">What it costs.</param>
/// <param name="estimate">How long it is.</param>
/// <param name="reservation">The money.</param>
/// <param name="startedAt">When it began.</param>
/// <param name="isKept">Whether it goes on without whoever waits for it: breaking off the wait ends no batch.</param>
internal sealed class PaidCall(
    IChatClient client, string? model, ChatOptions options, ModelPrice price, CallEstimate estimate, Reservation reservation, DateTimeOffset startedAt, bool isKept = false)
{
    private UsageDetails? _usage;
    private string? _answered;
    private long _received;

    public IChatClient Client => client;

    public ChatOptions Options => options;

    public Reservation Reservation => reservation;

    /// <summary>Whether nothing is settled for this reason: the answer is waited for again when the replay is gone on with.</summary>
    public bool IsLeftOpenBy(Exception exception) => isKept && exception is OperationCanceledException;

    public void Take(ChatResponseUpdate update)
    {
        _answered ??= update.ModelId;
        _received += 1 + update.Text.Length;
        foreach (var content in update.Contents)
        {
            if (content is UsageContent usage)
            {
                (_usage ??= new()).Add(usage.Details);
            }
        }
    }

    public void Take(ChatResponse response) => (_answered, _usage) = (response.ModelId, response.Usage);

    /// <summary>What it cost once it has ended well. Without a report of usage, as much as it could have cost.</summary>
    public decimal CostOf(PriceList prices) => prices.CostOf(_answered, model, startedAt, _usage, options) ?? reservation.AmountUsd;

    /// <summary>
    /// What it cost when it broke off: what was reported; otherwise nothing where the model's service refused at once, and where it was already at work, a
    /// guess by the length of what was sent and received.
    /// </summary>
    public decimal CostOfFailure(PriceList prices, Exception exception) =>
        _usage is not null ? CostOf(prices)
        : _received == 0 && exception is not (OperationCanceledException or TimeoutException) ? 0
        : Math.Min(reservation.AmountUsd, price.Of(estimate.UsualInputTokens, 0, CallEstimate.UsualOutputTokens(_received), PriceList.IsBatched(options)));
}
