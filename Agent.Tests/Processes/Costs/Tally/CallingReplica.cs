using Agent.Host.Models;
using Agent.Processes;
using Agent.Processes.Costs;
using Agent.Processes.Costs.Budgets;
using Agent.Processes.Journal;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace Agent.Tests.Processes.Costs.Tally;

/// <summary>A replica whose work is model calls, many in one step, through everything that stands between a step and a provider. It can die in the middle.</summary>
internal sealed class CallingReplica : IAsyncDisposable
{
    public const int CallsPerTurn = 50;
    private static int s_calls;
    private readonly JournaledChatClient _model;
    private readonly Dying _dying;
    private string? _diesAt;
    private readonly Gate _death = new();

    private CallingReplica(RuntimeFixture runtime, TalliedProvider provider)
    {
        Runtime = runtime;
        var patient = new ResilientChatClient(
            provider, TalliedProvider.Model,
            new() { RetryDelay = TimeSpan.FromMilliseconds(1), MaxRetryDelay = TimeSpan.FromMilliseconds(2), BreakerMinimumCalls = 1_000_000 }, TimeProvider.System);
        _dying = new(patient);
        _model = new(
            new BudgetedChatClient(_dying, runtime.Get<BudgetKeeper>()), TimeProvider.System, Options.Create(new RuntimeOptions()), runtime.Get<PriceList>());
        runtime.World.During = WorkAsync;
    }

    public RuntimeFixture Runtime { get; }

    /// <summary>Where it has died: nothing of what it was doing there goes on.</summary>
    public Task Died => _death.Reached;

    /// <summary>The same, after the provider has answered and before the ledger knows.</summary>
    public Task DiedUnsettled => _dying.Reached;

    public static async Task<CallingReplica> StartAsync(TalliedProvider provider, IReadOnlyDictionary<string, string?> settings, string? connectionString = null) =>
        new(await RuntimeFixture.StartAsync(connectionString, settings), provider);

    /// <summary>Lets it stop between two calls of a turn, such as <c>k0 t5</c>.</summary>
    public void DiesIn(string turn) => _diesAt = turn;

    /// <summary>Lets it stop in the middle of one, with its answer on the way.</summary>
    public void DiesUnsettledIn(string turn) => _dying.At = turn;

    public async ValueTask DisposeAsync()
    {
        _death.Open();
        _dying.Open();
        await Runtime.DisposeAsync();
        _model.Dispose();
    }

    private async Task WorkAsync(Wish wish, CancellationToken cancellationToken)
    {
        for (var number = 0; number < CallsPerTurn; number++)
        {
            // No two calls ask the same: so the journal says which of the provider's entries it holds.
            var text = FormattableString.Invariant($"{wish.Text} c{number:00} #{Interlocked.Increment(ref s_calls)}");
            try
            {
                await CallAsync(text, TalliedProvider.IsStreamed(number), cancellationToken);
            }
            catch (ModelException)
            {
                // The next one may go well.
            }

            if (number == CallsPerTurn / 2 && wish.Text == _diesAt)
            {
                await _death.PassAsync(CancellationToken.None);
            }
        }
    }

    private async Task CallAsync(string text, bool isStreamed, CancellationToken cancellationToken)
    {
        if (!isStreamed)
        {
            await _model.GetResponseAsync(text, cancellationToken: cancellationToken);
            return;
        }

        await foreach (var update in _model.GetStreamingResponseAsync(text, cancellationToken: cancellationToken))
        {
            _ = update;
        }
    }

    /// <summary>Stands between the ledger and the provider, and keeps one answer to itself.</summary>
    private sealed class Dying(IChatClient inner) : DelegatingChatClient(inner)
    {
        private readonly Gate _gate = new();

        public string? At { get; set; }

        public Task Reached => _gate.Reached;

        public void Open() => _gate.Open();

        public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken);
            if (At is { } turn && messages.Last().Text.StartsWith(turn + " c2", StringComparison.Ordinal))
            {
                await _gate.PassAsync(CancellationToken.None);
            }

            return response;
        }
    }
}
