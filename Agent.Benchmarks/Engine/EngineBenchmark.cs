using System.Diagnostics;
using System.Text;
using Agent.Benchmarks.Reports;
using Agent.Processes;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Engine;

/// <summary>
/// What a superstep costs before any database, measured twice: delivery, the step itself and routing alone, which is what a runtime without storage
/// does; and with states, events and messages written down as a checkpoint would store them. Payloads are copied through JSON in both, as there.
/// Every run is a turn of a new conversation.
/// </summary>
internal static class EngineBenchmark
{
    private const int Batch = 2_000;
    private const int Repetitions = 9;
    private static readonly byte[] Input = Encoding.UTF8.GetBytes("""{"text":"Where is my order?"}""");

    public static async Task<string> RunAsync()
    {
        var chain = WorkflowCompiler.Compile(EngineWorkflows.Chain);
        var loop = WorkflowCompiler.Compile(EngineWorkflows.Loop);
        // Both ways before either counts: which one the compiler has seen more of must not matter.
        await MeasureAsync(chain, EngineWorkflows.ChainLength, discards: true);
        await MeasureAsync(loop, LoopStep.Rounds, discards: false);
        var parts = new List<string>();
        foreach (var (title, discards) in new[] { ("in memory, the engine alone", true), ("in memory, checkpoints written but not stored", false) })
        {
            var ofChain = await MeasureAsync(chain, EngineWorkflows.ChainLength, discards);
            var ofLoop = await MeasureAsync(loop, LoopStep.Rounds, discards);
            var table = new MarkdownTable(title, "ours", "Semantic Kernel, stores nothing", "better by");
            Add(table, "process of 6 stateful steps: CPU, µs", ofChain.Microseconds, Reference.ChainMs * 1_000);
            Add(table, "process of 6 stateful steps: allocated, KB", ofChain.Kilobytes, Reference.ChainKilobytes);
            Add(table, "loop of 50: CPU per step, µs", ofLoop.Microseconds / LoopStep.Rounds, Reference.LoopStepMicroseconds);
            Add(table, "loop of 50: allocated per step, KB", ofLoop.Kilobytes / LoopStep.Rounds, Reference.LoopStepKilobytes);
            parts.Add(table.ToString());
        }

        return string.Join(Environment.NewLine + Environment.NewLine, parts);
    }

    private static void Add(MarkdownTable table, string what, double ours, double reference) =>
        table.Add(what, Figures.Show(ours), Figures.Show(reference), Figures.Times(reference / ours));

    /// <summary>The lowest CPU of several batches, after two that warm up: whatever else the machine does can only add to it. Allocation is the same in each.</summary>
    private static async Task<(double Microseconds, double Kilobytes)> MeasureAsync(CompiledWorkflow workflow, int supersteps, bool discards)
    {
        var kernel = new Kernel();
        var batches = new List<(double Microseconds, double Kilobytes)>();
        for (var repetition = -2; repetition < Repetitions; repetition++)
        {
            var cpu = Cpu();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            for (var run = 0; run < Batch; run++)
            {
                await RunTurnAsync(workflow, kernel, supersteps, discards);
            }

            if (repetition >= 0)
            {
                batches.Add(((Cpu() - cpu).TotalMicroseconds / Batch, (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024.0 / Batch));
            }
        }

        return (batches.Min(batch => batch.Microseconds), batches[Repetitions / 2].Kilobytes);
    }

    private static async Task RunTurnAsync(CompiledWorkflow workflow, Kernel kernel, int supersteps, bool discards)
    {
        var memory = new ConversationMemory(workflow);
        using var execution = new TurnExecution(memory, kernel.Clone(), TimeProvider.System, new(discards));
        execution.Begin(1, ConversationInputs.Message, Input);
        while (memory.HasWork)
        {
            await execution.RunSuperstepAsync(CancellationToken.None);
        }

        execution.End();
        if (memory.LastSuperstep != supersteps)
        {
            throw new InvalidOperationException($"Workflow '{workflow.Name}' took {memory.LastSuperstep} supersteps instead of {supersteps}.");
        }

        execution.Draft.Close(memory.Progress, workflow.Json);
    }

    private static TimeSpan Cpu()
    {
        using var process = Process.GetCurrentProcess();
        return process.TotalProcessorTime;
    }
}
