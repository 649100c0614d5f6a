using Agent.Benchmarks.Faults.Auditing;
using Agent.Benchmarks.Faults.Playing;
using Agent.Benchmarks.Faults.Scripts;
using Agent.Processes;
using Agent.Processes.Persistence;
using Agent.Tests.Plugins;
using Microsoft.EntityFrameworkCore;

namespace Agent.Tests.Benchmarks.Faults;

/// <summary>
/// One conversation as the service would leave it: two messages, two turns, the first of them taken over by another owner, and one ticket. Written row by row,
/// so that a test can spoil one thing before it is stored.
/// </summary>
internal sealed class HandMadeHistory : IAsyncDisposable
{
    public const string Id = "c1";
    private const string Asked = """[{"n":1,"s":1,"t":"turn.started"}]""";
    private const string Answered = """[{"n":2,"s":2,"t":"message.completed"},{"n":3,"s":3,"t":"turn.completed"}]""";
    private const string AnsweredAgain = """[{"n":4,"s":4,"t":"turn.started"},{"n":5,"s":4,"t":"message.completed"},{"n":6,"s":4,"t":"turn.completed"}]""";
    private readonly SampleShop _shop;

    private HandMadeHistory(SampleShop shop) => _shop = shop;

    public ConversationEntity Conversation { get; } = new()
    {
        Tenant = ScriptShop.Tenant, Id = Id, Workflow = "support", WorkflowVersion = "v1", CustomerId = SampleShop.Mara, Channel = "web",
        Status = ConversationStatus.Idle, Epoch = 3, LastInput = 2, LastEvent = 6, Turns = 2,
    };

    public List<InputEntity> Inputs { get; } = [Input(1), Input(2)];

    public List<CheckpointEntity> Checkpoints { get; } =
    [
        Checkpoint(1, 1, turn: 1, ends: false, epoch: 1, lastEvent: 1, Asked),
        Checkpoint(2, 3, turn: 1, ends: true, epoch: 2, lastEvent: 3, Answered),
        Checkpoint(4, 4, turn: 2, ends: true, epoch: 3, lastEvent: 6, AnsweredAgain),
    ];

    /// <summary>What the driver knows: both messages were acknowledged.</summary>
    public PlayedConversation Played { get; } = new(
        Id,
        new() { Name = "hand-made", Hero = SampleShop.Mara, Order = "#W1000001", Inputs = ["one", "two"], Tickets = 1, Effects = new Dictionary<string, int> { ["create_ticket"] = 1 } },
        new(SampleShop.Mara, "#W1000001", Payments: 2, BalanceMinor: 25_00))
    { Acknowledged = { ("input-1", "t1"), ("input-1", "t1"), ("input-2", "t2") }, IsFinished = true };

    public static async Task<HandMadeHistory> OpenAsync(CancellationToken cancellationToken)
    {
        var history = new HandMadeHistory(await SampleShop.OpenAsync());
        await using var db = history.Context();
        await db.Database.MigrateAsync(cancellationToken);
        await history.ExecuteAsync(Ticket("T-1"), cancellationToken);
        await history.ExecuteAsync(Effect("c1:ticket_t1"), cancellationToken);
        return history;
    }

    public static string Ticket(string id) =>
        $"""
        INSERT INTO backoffice.tickets (tenant, ticket_id, customer_id, conversation_id, team, priority, status, subject, body, created_at)
        VALUES ('demo', '{id}', '{SampleShop.Mara}', 'c1', 'human', 'normal', 'open', 'a subject', 'a body', now())
        """;

    public static string Effect(string key) =>
        $"INSERT INTO backoffice.tool_effects (tenant, idempotency_key, tool, arguments_hash, result, created_at) VALUES ('demo', '{key}', 'create_ticket', '', '', now())";

    /// <summary>Stores the rows, and lets the auditor look.</summary>
    public async Task<IReadOnlyList<Finding>> AuditAsync(CancellationToken cancellationToken)
    {
        await using (var db = Context())
        {
            db.Add(Conversation);
            db.AddRange(Inputs);
            db.AddRange(Checkpoints);
            await db.SaveChangesAsync(cancellationToken);
        }

        return
        [
            .. await new HistoryAudit(_shop.DataSource).RunAsync(cancellationToken),
            .. await new PromiseAudit(_shop.DataSource).RunAsync([Played], cancellationToken),
        ];
    }

    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = _shop.DataSource.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => _shop.DisposeAsync();

    private static InputEntity Input(int number) => new()
    {
        Tenant = ScriptShop.Tenant, ConversationId = Id, Number = number, Kind = ConversationInputs.Message, Payload = "{}", IdempotencyKey = $"input-{number}",
    };

    private static CheckpointEntity Checkpoint(int number, int lastNumber, int turn, bool ends, long epoch, long lastEvent, string events) => new()
    {
        Tenant = ScriptShop.Tenant, ConversationId = Id, Number = number, LastNumber = lastNumber, Turn = turn, EndsTurn = ends, Epoch = epoch, LastEvent = lastEvent,
        Needs = [], Events = events, Body = "{}",
    };

    private AgentDbContext Context()
    {
        var options = new DbContextOptionsBuilder<AgentDbContext>();
        AgentProcesses.Configure(options, _shop.DataSource);
        return new(options.Options);
    }
}
