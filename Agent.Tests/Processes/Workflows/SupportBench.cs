using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Agent.Processes.Steps.Guarding;
using Agent.Processes.Workflows.Support;
using Agent.Processes.Workflows.Support.Specialists;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Workflows;

/// <summary>One support conversation in memory: the real graph, steps and supersteps, with scripted models, a shop double and no database.</summary>
internal sealed class SupportBench : IApprovalDesk, ITurnOutput, IDisposable
{
    private static readonly CompiledWorkflow s_workflow = WorkflowCompiler.Compile(SupportWorkflow.Definition);

    private readonly ConversationMemory _memory = new(s_workflow);
    private readonly ServiceProvider _services;
    private readonly Kernel _kernel;
    private int _turn;

    public SupportBench(string customerId = "mara", Action<SupportOptions>? configure = null)
    {
        Shop = new(Clock.Now);
        CustomerId = customerId;
        _services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(Clock)
            .AddSingleton(ProductFiles.Prompts)
            .AddSingleton(ProductFiles.Policies)
            .AddSingleton<ReplyGuard>()
            .AddSingleton<AgentModel>()
            .AddSingleton<TalkSummarizer>()
            .AddKeyedSingleton<IChatClient>("small", Model)
            .AddKeyedSingleton<IChatClient>("large", Model)
            .AddOptions<SupportOptions>().Configure(configure ?? (_ => { })).Services
            .BuildServiceProvider();
        _kernel = new(_services, [Shop.CreatePlugin()]);
    }

    public BenchClock Clock { get; } = new();

    public PromptScript Model { get; } = new();

    public ShopDouble Shop { get; }

    public string CustomerId { get; }

    public List<(string Type, JsonElement Data)> Events { get; } = [];

    public List<string> Ran { get; } = [];

    public string Deltas { get; private set; } = "";

    public ConversationStatus Status { get; private set; }

    /// <summary>Decisions already made elsewhere, by approval id.</summary>
    public Dictionary<string, ApprovalDecided> Decisions { get; } = [];

    public string? Reply => _memory.Progress.Reply;

    public ApprovalRequested? Waiting => _memory.Progress.Waiting;

    public string NewId(string callId) => $"approval-{callId}";

    public Task<ApprovalDecided> DecideAsync(string approvalId, bool approve, string? reason, CancellationToken cancellationToken = default)
    {
        if (!Decisions.TryGetValue(approvalId, out var decided))
        {
            decided = new() { ApprovalId = approvalId, Approved = approve, DecidedBy = "customer", DecidedAt = Clock.Now, Reason = reason };
            Decisions[approvalId] = decided = Clock.Now < Waiting!.ExpiresAt ? decided : Expired(approvalId);
        }

        return Task.FromResult(decided);
    }

    public Task<ApprovalDecided?> FindOwnDecisionAsync(string approvalId, CancellationToken cancellationToken = default) =>
        Task.FromResult(Decisions.GetValueOrDefault(approvalId) is { DecidedBy: "customer" } own ? own : null);

    public void WriteDelta(string text) => Deltas += text;

    public Task<string?> WriteAsync(string text, CancellationToken cancellationToken = default) =>
        RunAsync(ConversationInputs.Message, new CustomerMessage { Text = text }, cancellationToken);

    public Task<string?> OperatorAsync(bool approve, string? reason = null, CancellationToken cancellationToken = default)
    {
        var decided = new ApprovalDecided { ApprovalId = Waiting!.ApprovalId, Approved = approve, DecidedBy = "operator:eve", DecidedAt = Clock.Now, Reason = reason };
        Decisions[decided.ApprovalId] = decided;
        return RunAsync(ConversationInputs.ApprovalDecided, decided, cancellationToken);
    }

    /// <summary>Nobody decides in time.</summary>
    public Task<string?> ExpireAsync(CancellationToken cancellationToken = default) =>
        RunAsync(ConversationInputs.ApprovalExpired, Decisions[Waiting!.ApprovalId] = Expired(Waiting.ApprovalId), cancellationToken);

    public Task<string?> RemindAsync(CancellationToken cancellationToken = default) => RunAsync(
        ConversationInputs.ApprovalReminder,
        new ApprovalReminder { ApprovalId = Waiting!.ApprovalId, Approver = Waiting.Approver, ExpiresAt = Waiting.ExpiresAt }, cancellationToken);

    public IEnumerable<JsonElement> EventsOf(string type) => Events.Where(found => found.Type == type).Select(found => found.Data);

    public async Task<string?> RunAsync(string input, object data, CancellationToken cancellationToken = default)
    {
        var kernel = _kernel.Clone();
        kernel.Data[KernelConversationExtensions.InfoKey] = new ConversationInfo(new("demo", "c-1"), CustomerId, "web", TurnIds.Format(++_turn));
        kernel.Data[KernelConversationExtensions.OutputKey] = this;
        kernel.Data[KernelConversationExtensions.DeskKey] = this;
        using var execution = new TurnExecution(_memory, kernel, Clock);
        execution.Begin(_turn, input, JsonSerializer.SerializeToUtf8Bytes(data, data.GetType(), s_workflow.Json));
        while (_memory.HasWork)
        {
            await execution.RunSuperstepAsync(cancellationToken);
        }

        Status = execution.End();
        Read(execution.Draft);
        return Reply;
    }

    private ApprovalDecided Expired(string approvalId) => new()
    {
        ApprovalId = approvalId, Approved = false, Status = ApprovalStatus.Expired, DecidedBy = "system", DecidedAt = Clock.Now, Reason = "expired",
    };

    public void Dispose() => _services.Dispose();

    private void Read(CheckpointDraft draft)
    {
        draft.Close(_memory.Progress, s_workflow.Json);
        using var events = JsonDocument.Parse(draft.EventsJson);
        foreach (var found in events.RootElement.EnumerateArray())
        {
            var type = found.GetProperty(StoredNames.Type.EncodedUtf8Bytes).GetString()!;
            var payload = found.TryGetProperty(StoredNames.Data.EncodedUtf8Bytes, out var data) ? data.Clone() : default;
            Events.Add((type, payload));
            if (type == ConversationEvents.StepCompleted)
            {
                Ran.Add($"{payload.GetProperty("step").GetString()}.{payload.GetProperty("function").GetString()}");
            }
        }
    }

    internal sealed class BenchClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}
