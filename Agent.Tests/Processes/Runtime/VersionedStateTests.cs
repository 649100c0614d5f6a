using System.Text.Json.Nodes;
using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Storage;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.SemanticKernel;
using Microsoft.SemanticKernel.Process;

namespace Agent.Tests.Processes.Runtime;

/// <summary>A step's state outlives the step's code, and several versions of a workflow live side by side.</summary>
internal sealed class VersionedStateTests
{
    private const string Workflow = "versioned";

    [Test, CancelAfter(60_000)]
    public async Task A_state_of_the_first_version_is_read_by_the_third(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        ConversationKey key;
        await using (var old = await StartAsync(database, Define<FirstStep>("v1")))
        {
            key = await BeginAsync(old, cancellationToken);
            Assert.That((await old.SayAsync(key, "one", cancellationToken)).Reply, Is.EqualTo("first: one"));
        }

        await using var replica = await StartAsync(database, Define<ThirdStep>("v1"));
        var second = await replica.SayAsync(key, "two", cancellationToken);
        var stored = await replica.ReadAsync<string>(
            "SELECT s ->> 'versions' FROM agent.checkpoints, json_array_elements(body -> 'supersteps') s WHERE s -> 'versions' IS NOT NULL ORDER BY number DESC LIMIT 1", cancellationToken);
        var third = await replica.SayAsync(key, "three", cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That(second.Reply, Is.EqualTo("third: one, two"));
        Assert.That(third.Reply, Is.EqualTo("third: one, two, three"));
        Assert.That(stored, Is.EqualTo("""{"keep":"v3"}"""));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_conversation_stays_on_the_version_it_began_with(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        ConversationKey old;
        await using (var before = await StartAsync(database, Define<FirstStep>("v1")))
        {
            old = await BeginAsync(before, cancellationToken);
            await before.SayAsync(old, "one", cancellationToken);
        }

        await using var replica = await StartAsync(database, Define<FirstStep>("v1"), Define<ThirdStep>("v2"));
        var anew = await BeginAsync(replica, cancellationToken);
        using var scope = Assert.EnterMultipleScope();
        Assert.That((await replica.SayAsync(old, "two", cancellationToken)).Reply, Is.EqualTo("first: two"));
        Assert.That((await replica.SayAsync(anew, "two", cancellationToken)).Reply, Is.EqualTo("third: , two"));
        Assert.That((await replica.Conversations.FindAsync(old, cancellationToken))!.WorkflowVersion, Is.EqualTo("v1"));
        Assert.That((await replica.Conversations.FindAsync(anew, cancellationToken))!.WorkflowVersion, Is.EqualTo("v2"));
    }

    [Test, CancelAfter(60_000)]
    public async Task A_state_that_is_too_new_parks_the_conversation_until_a_replica_can_read_it(CancellationToken cancellationToken)
    {
        var database = await PostgresFixture.CreateDatabaseAsync();
        ConversationKey key;
        await using (var present = await StartAsync(database, Define<ThirdStep>("v1")))
        {
            key = await BeginAsync(present, cancellationToken);
            await present.SayAsync(key, "one", cancellationToken);
        }

        await using (var old = await StartAsync(database, Define<FirstStep>("v1")))
        {
            var sent = await old.Conversations.SendAsync(key, new() { Text = "two" }, null, cancellationToken);
            var parked = await old.ParkedAsync(key, cancellationToken);
            using var scope = Assert.EnterMultipleScope();
            Assert.That(sent.Outcome, Is.EqualTo(AcceptanceOutcome.Accepted));
            Assert.That(parked.Reason, Is.EqualTo(ParkedReasons.UnreadableState));
            Assert.That(parked.Error, Does.Contain("newer").And.Contain("v3"));
        }

        await using var again = await StartAsync(database, Define<ThirdStep>("v1"));
        await again.Operations.RetryAsync(key, "operator:ann", cancellationToken);
        Assert.That((await again.EndAsync(key, 2, cancellationToken)).Reply, Is.EqualTo("third: , one, two"));
    }

    [Test]
    public void A_state_that_is_newer_or_without_a_way_is_named_with_both_versions()
    {
        var faults = new List<string>();
        var third = StateVersions.Of(typeof(ThirdStep), "keep", faults);
        var first = StateVersions.Of(typeof(FirstStep), "keep", faults);
        var lone = StateVersions.Of(typeof(LoneStep), "keep", faults);
        var state = System.Text.Json.JsonSerializer.SerializeToElement(new { text = "one" });
        using var scope = Assert.EnterMultipleScope();
        Assert.That(faults, Is.Empty);
        Assert.That(() => first.Read(state, "v3", "keep"), Throws.TypeOf<StateVersionException>().With.Message.Contains("newer").And.Message.Contains("v3"));
        Assert.That(() => lone.Read(state, "v1", "keep"), Throws.TypeOf<StateVersionException>().With.Message.Contains("no upcaster from v1"));
        Assert.That(third.Read(state, "v3", "keep").GetRawText(), Is.EqualTo(state.GetRawText()));
    }

    [TestCase(typeof(GapStep), "without a gap")]
    [TestCase(typeof(StrangeStep), "must implement")]
    [TestCase(typeof(PastStep), "leads past its own version")]
    public void A_faulty_chain_stops_the_start(Type step, string fault)
    {
        var faults = new List<string>();
        StateVersions.Of(step, "keep", faults);
        Assert.That(faults, Has.Some.StartsWith("Step 'keep': ").And.Contains(fault));
    }

    private static async Task<ConversationKey> BeginAsync(RuntimeFixture replica, CancellationToken cancellationToken) => new(
        RuntimeFixture.Tenant, (await replica.Conversations.StartAsync(RuntimeFixture.Tenant, new() { CustomerId = "mara_olsen_1001", Workflow = Workflow }, cancellationToken)).Id);

    private static Task<RuntimeFixture> StartAsync(string database, params WorkflowDefinition[] definitions) => RuntimeFixture.StartAsync(database, configure: services =>
    {
        foreach (var definition in definitions)
        {
            services.AddSingleton(definition);
        }
    });

    private static WorkflowDefinition Define<TStep>(string version) where TStep : KernelProcessStep => new()
    {
        Name = Workflow,
        Version = version,
        Build = () =>
        {
            var process = new ProcessBuilder(Workflow) { Version = version };
            var keep = process.AddStepFromType<TStep>("keep");
            process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(keep, "keep"));
            var sorry = process.AddStepFromType<SorryStep>("sorry");
            process.OnError().SendEventTo(new ProcessFunctionTargetBuilder(sorry));
            return process;
        },
    };

    private static ValueTask AnswerAsync(KernelProcessStepContext context, string text) =>
        context.EmitEventAsync(ConversationEvents.MessageCompleted, new MessageCompleted(text), KernelProcessEventVisibility.Public);

    internal sealed class FirstState
    {
        public string Text { get; set; } = "";
    }

    internal sealed class ThirdState
    {
        public List<string> Texts { get; set; } = [""];
    }

    [Emits(ConversationEvents.MessageCompleted)]
    internal sealed class FirstStep : KernelProcessStep<FirstState>
    {
        private FirstState _state = new();

        public override ValueTask ActivateAsync(KernelProcessStepState<FirstState> state)
        {
            _state = state.State!;
            return ValueTask.CompletedTask;
        }

        [KernelFunction("keep")]
        public async Task KeepAsync(KernelProcessStepContext context, CustomerMessage message)
        {
            _state.Text = message.Text;
            await AnswerAsync(context, $"first: {_state.Text}");
        }
    }

    [Emits(ConversationEvents.MessageCompleted)]
    [KernelProcessStepMetadata("v3")]
    [StateUpcaster("v1", typeof(Rename))]
    [StateUpcaster("v2", typeof(Collect))]
    internal sealed class ThirdStep : KernelProcessStep<ThirdState>
    {
        private ThirdState _state = new();

        public override ValueTask ActivateAsync(KernelProcessStepState<ThirdState> state)
        {
            _state = state.State!;
            return ValueTask.CompletedTask;
        }

        [KernelFunction("keep")]
        public async Task KeepAsync(KernelProcessStepContext context, CustomerMessage message)
        {
            _state.Texts.Add(message.Text);
            await AnswerAsync(context, $"third: {string.Join(", ", _state.Texts)}");
        }
    }

    internal sealed class SorryStep : KernelProcessStep
    {
        [KernelFunction("sorry")]
        public void Sorry(KernelProcessError error) => throw new InvalidOperationException(error.Message);
    }

    internal sealed class Rename : IStateUpcaster
    {
        public JsonObject Upcast(JsonObject state) => new() { ["last"] = state["text"]?.DeepClone() };
    }

    internal sealed class Collect : IStateUpcaster
    {
        public JsonObject Upcast(JsonObject state) => new() { ["texts"] = new JsonArray(state["last"]?.DeepClone()) };
    }

    [KernelProcessStepMetadata("v2")]
    internal sealed class LoneStep : KernelProcessStep<FirstState>;

    [KernelProcessStepMetadata("v3")]
    [StateUpcaster("v1", typeof(Rename))]
    internal sealed class GapStep : KernelProcessStep<FirstState>;

    [KernelProcessStepMetadata("v2")]
    [StateUpcaster("v1", typeof(string))]
    internal sealed class StrangeStep : KernelProcessStep<FirstState>;

    [StateUpcaster("v1", typeof(Rename))]
    internal sealed class PastStep : KernelProcessStep<FirstState>;
}
