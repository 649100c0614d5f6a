using Agent.Processes;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Agent.Tests.Processes.Runtime.Approvals;

/// <summary>What the tests of approvals share: replicas with one clock that sweep only when a test says so, and questions that lapse in an hour.</summary>
internal abstract class ApprovalReplicas
{
    private static readonly Dictionary<string, string?> s_settings = new() { ["Runtime:LeaseSeconds"] = "2", ["Runtime:ApprovalSweep"] = "01:00:00" };
    private readonly List<RuntimeFixture> _replicas = [];

    protected ShiftedClock Clock { get; private set; } = new();

    [SetUp]
    public void SetClock() => Clock = new();

    [TearDown]
    public async Task StopAsync()
    {
        foreach (var replica in _replicas)
        {
            await replica.DisposeAsync();
        }

        _replicas.Clear();
    }

    protected async Task<RuntimeFixture> StartAsync(string? connectionString = null)
    {
        var replica = await RuntimeFixture.StartAsync(connectionString, s_settings, services => services.AddSingleton<TimeProvider>(Clock));
        _replicas.Add(replica);
        return replica;
    }

    protected static async Task<(ConversationKey Key, string Approval)> AskAsync(RuntimeFixture replica, CancellationToken cancellationToken)
    {
        var key = await replica.BeginAsync(cancellationToken);
        var asked = await replica.SayAsync(key, Toy.AnswerStep.AskForAnHour, cancellationToken);
        return (key, asked.PendingApproval!.ApprovalId);
    }

    protected static Task<DecisionOutcome?> DecideAsync(RuntimeFixture replica, string approval, bool approve, string by, CancellationToken cancellationToken) =>
        Task.Run(() => replica.Conversations.DecideAsync(RuntimeFixture.Tenant, approval, approve, $"{by} says so", by, cancellationToken), cancellationToken);

    protected Task<int> SweepAsync(RuntimeFixture replica, CancellationToken cancellationToken, TimeSpan later = default) =>
        Task.Run(() => replica.Get<ApprovalStore>().SweepAsync(Clock.GetUtcNow() + later, 7, cancellationToken), cancellationToken);

    protected static Task<string?> RowAsync(RuntimeFixture replica, string approval, CancellationToken cancellationToken) => replica.ReadAsync<string>(
        $"SELECT concat_ws(' | ', status, decided_by, reason) FROM agent.approvals WHERE id = '{approval}'", cancellationToken);

    protected static Task<long> InputsAsync(RuntimeFixture replica, string kind, CancellationToken cancellationToken) =>
        replica.ReadAsync<long>($"SELECT count(*) FROM agent.inbox WHERE kind = '{kind}'", cancellationToken);
}
