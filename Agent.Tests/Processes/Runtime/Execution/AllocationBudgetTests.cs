using System.Text;
using Agent.Benchmarks.Engine;
using Agent.Processes;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Runtime.Execution;

/// <summary>
/// Budgets of memory, not of time: the same on every machine. They are for code that is not optimised, where every async method allocates; the benchmark
/// program shows what the service really takes.
/// </summary>
internal sealed class AllocationBudgetTests
{
    private const int Turns = 20;
    private static readonly byte[] s_input = Encoding.UTF8.GetBytes("""{"text":"Where is my order?"}""");

    [TestCase(false, 2_000)]
    [TestCase(true, 2_000)]
    public async Task A_superstep_stays_within_its_budget(bool discards, int bytes)
    {
        var workflow = WorkflowCompiler.Compile(EngineWorkflows.Loop);
        await RunAsync(workflow, discards);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var turn = 0; turn < Turns; turn++)
        {
            await RunAsync(workflow, discards);
        }

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / Turns / LoopStep.Rounds, Is.LessThanOrEqualTo(bytes));
    }

    [Test]
    public async Task A_draft_that_discards_runs_the_same_supersteps()
    {
        var workflow = WorkflowCompiler.Compile(EngineWorkflows.Chain);
        Assert.That(await RunAsync(workflow, discards: true), Is.EqualTo(await RunAsync(workflow, discards: false)));
    }

    private static async Task<int> RunAsync(CompiledWorkflow workflow, bool discards)
    {
        var memory = new ConversationMemory(workflow);
        using var execution = new TurnExecution(memory, new Kernel(), TimeProvider.System, new(discards));
        execution.Begin(1, ConversationInputs.Message, s_input);
        while (memory.HasWork)
        {
            await execution.RunSuperstepAsync(CancellationToken.None);
        }

        execution.End();
        return memory.LastSuperstep;
    }
}
