using Agent.Processes.Replay.Batching;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Runtime.Storage;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Agent.Processes.Costs.Budgets;

/// <summary>Lets a model call begin only when its worst case fits into every budget it falls under, and pays it afterwards.</summary>
public sealed partial class BudgetKeeper
{
    private readonly BudgetLedger _ledger;
    private readonly PriceList _prices;
    private readonly StorageRetry _retry;
    private readonly BudgetOptions _options;
    private readonly TimeProvider _clock;
    private readonly ILogger<BudgetKeeper> _logger;

    internal BudgetKeeper(
        BudgetLedger ledger, PriceList prices, StorageRetry retry, IOptions<BudgetOptions> options, TimeProvider clock, ILogger<BudgetKeeper> logger) =>
        (_ledger, _prices, _retry, _options, _clock, _logger) = (ledger, prices, retry, options.Value, StepClock.RealOf(clock), logger);

    /// <summary>False when there is no limit: then nothing is asked.</summary>
    internal bool IsLimited => _options.IsLimited;

    /// <summary>Sets aside what a call may cost at most.</summary>
    /// <returns>Null when it costs nothing.</returns>
    /// <exception cref="RequestTooDearException">It does not fit, and the caller is to try with less.</exception>
    /// <exception cref="BudgetExceededException">It does not fit.</exception>
    internal async Task<PaidCall?> OpenAsync(
        BudgetedChatClient asked, BudgetedChatClient? cheaper, ConversationInfo conversation, IReadOnlyList<ChatMessage> messages, ChatOptions? options,
        CancellationToken cancellationToken)
    {
        var estimate = CallEstimate.Of(messages, options);
        var bounded = options?.Clone() ?? new();
        bounded.MaxOutputTokens = Math.Min(bounded.MaxOutputTokens ?? _options.MaxOutputTokens, _options.MaxOutputTokens);
        var now = _clock.GetUtcNow();
        var budgets = conversation.Spending?.Budgets(_options, now) ?? Budget.Of(_options, conversation, now);
        Exception? refusal = null;
        Budget? exceeded = null;
        // A replay is asked about one model and one request: another one's answers would be no answer.
        var mayChange = conversation.Spending is null;
        foreach (var client in mayChange && Allows(BudgetPolicy.CheaperModel) && cheaper is not null ? [asked, cheaper] : new[] { asked })
        {
            if (_prices.Find(client.Model, now) is not { } price)
            {
                refusal ??= Refusal($"Model {client.Model ?? "(unnamed)"} has no price, so nobody can say whether it fits into a budget.");
                continue;
            }

            var worst = price.Of(estimate.MostInputTokens, 0, bounded.MaxOutputTokens.Value, PriceList.IsBatched(bounded));
            if (worst == 0 || budgets.Length == 0)
            {
                return null;
            }

            var batched = BatchedCall.Current;
            if (batched is not null && await FindAsync(batched.ReservationId, conversation.Spending, cancellationToken) is { } kept)
            {
                return new(client.Inner, client.Model, bounded, price, estimate, kept, now, isKept: true);
            }

            if (batched?.Answer is not null)
            {
                return null; // answered, and paid, before the replay was broken off
            }

            var outcome = await _ledger.ReserveAsync(
                budgets, worst, batched is null ? _options.ReservationTime : BatchedCall.ReservationTime, cancellationToken, batched?.ReservationId);
            if (outcome.Reservation is { } reservation)
            {
                return new(client.Inner, client.Model, bounded, price, estimate, reservation, now, isKept: batched is not null);
            }

            LogRefused(outcome.Exceeded!.Scope, outcome.Exceeded.Tenant, outcome.Exceeded.Subject, conversation.Key.Id, client.Model, worst, outcome.Used, outcome.Exceeded.LimitUsd);
            var reason = FormattableString.Invariant(
                $"The budget {outcome.Exceeded.Scope} is {outcome.Exceeded.LimitUsd:0.######} USD, of which {outcome.Used:0.######} are spent or set aside; the call to {client.Model} could cost {worst:0.######}.");
            if (mayChange && Allows(BudgetPolicy.SummarizeFirst) && IsShrinkable(options))
            {
                throw new RequestTooDearException(reason);
            }

            (refusal, exceeded) = (refusal ?? Refusal(reason), exceeded ?? outcome.Exceeded);
        }

        if (exceeded is not null)
        {
            // Not before: a call that goes to a cheaper model, or is made with less, turns no customer away.
            RuntimeMetrics.BudgetRefusals.Add(1, new KeyValuePair<string, object?>(TelemetryNames.Scope, exceeded.Scope));
        }

        conversation.Spending?.Refuse(refusal!.Message);
        throw refusal!;
    }

    /// <summary>Pays a call of a batch that nobody waits for any more. Nothing happens where it is paid already.</summary>
    /// <param name="reservation">The name of the money that was set aside for it.</param>
    /// <param name="cost">What it cost.</param>
    /// <param name="spending">The replay's.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    internal async Task SettleAsync(Guid reservation, decimal cost, ReplaySpending spending, CancellationToken cancellationToken)
    {
        if (await FindAsync(reservation, spending, cancellationToken) is { } found)
        {
            Tell(await _ledger.SettleAsync(found, cost, cancellationToken));
        }
    }

    private Task<Reservation?> FindAsync(Guid reservation, ReplaySpending? spending, CancellationToken cancellationToken) => _ledger.FindAsync(
        reservation, BatchedCall.ReservationTime, scope => scope == BudgetScopes.Replay ? spending?.LimitUsd ?? 0 : _options.LimitOf(scope), cancellationToken);

    /// <summary>Pays a call that has ended well.</summary>
    internal Task SettleAsync(PaidCall call) => SettleAsync(call, call.CostOf(_prices));

    /// <summary>Pays a call that broke off.</summary>
    internal Task SettleAsync(PaidCall call, Exception exception) => SettleAsync(call, call.CostOfFailure(_prices, exception));

    private async Task SettleAsync(PaidCall call, decimal cost)
    {
        try
        {
            // Paid whatever becomes of the caller.
            Tell(await _retry.ExecuteAsync((_, attempt) => _ledger.SettleAsync(call.Reservation, cost, attempt), CancellationToken.None));
        }
        catch (Exception exception)
        {
            // The answer is there and paid for: it is not thrown away because a ledger could not be written. What was set aside will count as spent.
            LogNotSettled(exception, call.Reservation.Id, cost, call.Reservation.AmountUsd);
        }
    }

    /// <summary>Tells of budgets that have passed a mark.</summary>
    internal void Tell(IReadOnlyList<SpentBudget> spent)
    {
        foreach (var budget in spent)
        {
            if (budget.PassedMark is > 0 and var mark)
            {
                RuntimeMetrics.BudgetMarks.Add(1, new(TelemetryNames.Scope, budget.Budget.Scope), new(TelemetryNames.Mark, mark));
                LogMark(budget.Budget.Scope, budget.Budget.Tenant, budget.Budget.Subject, mark, budget.After, budget.Budget.LimitUsd);
            }
        }
    }

    private bool Allows(BudgetPolicy policy) => _options.WhenExceeded.HasFlag(policy);

    private static bool IsShrinkable(ChatOptions? options) => options?.AdditionalProperties?.TryGetValue(BudgetedChatClient.CanShrink, out var value) is true && value is true;

    private BudgetExceededException Refusal(string message) =>
        Allows(BudgetPolicy.Stop) ? new SpendingStoppedException(message) : new BudgetExceededException(message);

    [LoggerMessage(EventId = 1101, Level = LogLevel.Warning, Message = "Budget {Scope} of tenant {Tenant} ({Subject}) is used to {Percent} %: {Spent} of {Limit} USD")]
    private partial void LogMark(string scope, string tenant, string subject, int percent, decimal spent, decimal limit);

    [LoggerMessage(EventId = 1102, Level = LogLevel.Warning,
        Message = "Budget {Scope} of tenant {Tenant} ({Subject}) has no room for a call of conversation {Conversation} to {Model}, which could cost {Worst} USD: {Used} of {Limit} are used")]
    private partial void LogRefused(string scope, string tenant, string subject, string conversation, string? model, decimal worst, decimal used, decimal limit);

    [LoggerMessage(EventId = 1103, Level = LogLevel.Error, Message = "Reservation {Reservation} could not be settled: {Cost} USD were spent, and {Reserved} will count as spent")]
    private partial void LogNotSettled(Exception exception, Guid reservation, decimal cost, decimal reserved);
}
