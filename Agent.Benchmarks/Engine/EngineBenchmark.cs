using System.Diagnostics;
using System.Text;
using Agent.Benchmarks.Reports;
using Agent.Processes;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Microsoft.SemanticKernel;

namespace Agent.Benchmarks.Engine;

/// <summary>
/// What a superstep costs before any database: delivery, the step itself, routing, and writing down states, events and messages as a
/// checkpoint would store them. Every run is a turn of a new conversation.
/// </summary>
internal static class EngineBenchmark
{
    private const int Batch = 2_000;
    private const int Repetitions = 7;
    private static readonly byte[] Input = Encoding.UTF8.GetBytes("""{"text":"Where is my order?"}""");

    public static async Task<string> RunAsync()
    {
        var chain = await MeasureAsync(EngineWorkflows.Chain, EngineWorkflows.ChainLength);
        var loop = await MeasureAsync(EngineWorkflows.Loop, LoopStep.Rounds);
        var table = new MarkdownTable("in memory, checkpoints written but not stored", "ours", "Semantic Kernel, stores nothing", "better by");
        Add(table, "process of 6 stateful steps: CPU, ms", chain.Microseconds / 1_000, Reference.ChainMs);
        Add(table, "process of 6 stateful steps: allocated, KB", chain.Kilobytes, Reference.ChainKilobytes);
        Add(table, "loop of 50: CPU per step, µs", loop.Microseconds / LoopStep.Rounds, Reference.LoopStepMicroseconds);
        Add(table, "loop of 50: allocated per step, KB", loop.Kilobytes / LoopStep.Rounds, Reference.LoopStepKilobytes);
        return table.ToString();
    }

    private static void Add(MarkdownTable table, string what, double ours, double reference) =>
        table.Add(what, Figures.Show(ours), Figures.Show(reference), Figures.Times(reference / ours));

    /// <summary>The median over several batches, after two that warm up.</summary>
    private static async Task<(double Microseconds, double Kilobytes)> MeasureAsync(WorkflowDefinition definition, int supersteps)
    {
        var workflow = WorkflowCompiler.Compile(definition);
        var kernel = new Kernel();
        var batches = new List<(double Microseconds, double Kilobytes)>();
        for (var repetition = -2; repetition < Repetitions; repetition++)
        {
            var cpu = Cpu();
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            for (var run = 0; run < Batch; run++)
            {
                await RunTurnAsync(workflow, kernel, supersteps);
            }

            if (repetition >= 0)
            {
                batches.Add(((Cpu() - cpu).TotalMicroseconds / Batch, (GC.GetAllocatedBytesForCurrentThread() - allocated) / 1024.0 / Batch));
            }
        }

        return (batches.Select(batch => batch.Microseconds).Order().ElementAt(Repetitions / 2), batches[Repetitions / 2].Kilobytes);
    }

    private static async Task RunTurnAsync(CompiledWorkflow workflow, Kernel kernel, int supersteps)
    {
        var memory = new ConversationMemory(workflow);
        using var execution = new TurnExecution(memory, kernel.Clone(), TimeProvider.System);
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
