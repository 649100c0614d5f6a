using System.Runtime.CompilerServices;
using Agent.Host.Database;
using Agent.Host.Models.Offline;
using Agent.Processes;
using Agent.Tests.Fixtures;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging.Abstractions;

namespace Agent.Tests.Scenarios;

/// <summary>The database goes away while a model thinks, its answer cannot be committed, and the database comes back.</summary>
internal sealed class When_PostgreSQL_restarts_in_the_middle_of_a_turn
{
    private const int DatabaseIsAway = 1002;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"agent-restart-{Guid.NewGuid():N}");
    private PrivateCluster _cluster = null!;

    [SetUp]
    public async Task StartAsync() => _cluster = await PrivateCluster.StartAsync(new() { DataDirectory = _folder }, NullLogger.Instance);

    [TearDown]
    public async Task StopAsync()
    {
        await _cluster.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Test, CancelAfter(120_000)]
    public async Task The_turn_goes_on_and_is_answered_once(CancellationToken cancellationToken)
    {
        var gate = new Gate();
        using var away = new LogSignal(DatabaseIsAway);
        await using var support = await SupportFixture.StartAsync(new GatedModel(gate), connectionString: _cluster.ConnectionString, log: away);
        var talk = await support.TalkAsync("mara_olsen_1001", cancellationToken);
        var answering = talk.SayAsync("Where is my order #W1000002?", cancellationToken);
        await gate.Reached.WaitAsync(cancellationToken);
        await _cluster.StopAsync(cancellationToken);
        gate.Open();
        await away.Seen.WaitAsync(cancellationToken);
        await _cluster.StartServerAsync(cancellationToken);
        var turn = await answering;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(turn.Status, Is.EqualTo(ConversationStatus.Idle));
        Assert.That(turn.Reply, Does.Contain("#W1000002"));
        Assert.That((await talk.EventsAsync(1, cancellationToken)).Count(happened => happened.Type == ConversationEvents.MessageCompleted), Is.EqualTo(1));
    }

    /// <summary>The offline model, held in the middle of the specialist's first call.</summary>
    private sealed class GatedModel(Gate gate) : DelegatingChatClient(new OfflineChatClient())
    {
        public override async Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            await PassAsync(options, cancellationToken);
            return await base.GetResponseAsync(messages, options, cancellationToken);
        }

        public override async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await PassAsync(options, cancellationToken);
            await foreach (var update in base.GetStreamingResponseAsync(messages, options, cancellationToken))
            {
                yield return update;
            }
        }

        private Task PassAsync(ChatOptions? options, CancellationToken cancellationToken) =>
            options?.AdditionalProperties?.TryGetValue(PromptCallData.Name, out var name) == true && name is "orders_agent"
                ? gate.PassAsync(cancellationToken) : Task.CompletedTask;
    }
}
