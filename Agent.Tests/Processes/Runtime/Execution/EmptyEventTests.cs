using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Runtime.Execution;

internal sealed class EmptyEventTests
{
    private const string Rung = "bell.rung";
    private const string Heard = "bell.heard";

    [Emits(Rung)]
    internal sealed class BellStep : KernelProcessStep
    {
        [KernelFunction("ring")]
        public Task RingAsync(KernelProcessStepContext context, CustomerMessage message) => context.EmitEventAsync(Rung, message.Text is "full" ? message : null).AsTask();
    }

    [Emits(Heard)]
    internal sealed class EarStep : KernelProcessStep
    {
        [KernelFunction("hear")]
        public Task HearAsync(KernelProcessStepContext context) => context.EmitEventAsync(Heard).AsTask();

        [KernelFunction("listen")]
        public Task ListenAsync(KernelProcessStepContext context, CustomerMessage? message = null) => context.EmitEventAsync(Heard, message).AsTask();
    }

    [Test]
    public async Task A_function_without_parameters_runs_and_an_optional_parameter_keeps_its_default([Values("full", "empty")] string text, [Values("hear", "listen")] string function)
    {
        var memory = new ConversationMemory(WorkflowCompiler.Compile(new() { Name = "bell", Version = "v1", EndEvents = [Heard], Build = () => Build(function) }));
        using var execution = new TurnExecution(memory, new Kernel(), TimeProvider.System);
        execution.Begin(1, ConversationInputs.Message, JsonSerializer.SerializeToUtf8Bytes(new CustomerMessage { Text = text }, StoredJson.Options));
        while (memory.HasWork)
        {
            await execution.RunSuperstepAsync(CancellationToken.None);
        }

        execution.End();
        execution.Draft.Close(memory.Progress, StoredJson.Options);
        using var body = JsonDocument.Parse(execution.Draft.BodyJson);
        Assert.That(
            body.RootElement.GetProperty("supersteps").EnumerateArray().SelectMany(superstep => superstep.GetProperty("ran").EnumerateArray()).Select(ran => ran.GetString()),
            Is.EqualTo(["bell.ring", $"ear.{function}"]));
    }

    private static ProcessBuilder Build(string function)
    {
        var process = new ProcessBuilder("bell") { Version = "v1" };
        var bell = process.AddStepFromType<BellStep>("bell");
        var ear = process.AddStepFromType<EarStep>("ear");
        process.OnInputEvent(ConversationInputs.Message).SendEventTo(new ProcessFunctionTargetBuilder(bell));
        bell.OnEvent(Rung).SendEventTo(new ProcessFunctionTargetBuilder(ear, function));
        bell.OnFunctionError("ring").SendEventTo(new ProcessFunctionTargetBuilder(ear, "hear"));
        ear.OnFunctionError("hear").SendEventTo(new ProcessFunctionTargetBuilder(ear, "hear"));
        ear.OnFunctionError("listen").SendEventTo(new ProcessFunctionTargetBuilder(ear, "hear"));
        return process;
    }
}
