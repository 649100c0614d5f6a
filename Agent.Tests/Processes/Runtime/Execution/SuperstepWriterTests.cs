using System.Text.Json;
using Agent.Processes;
using Agent.Processes.Runtime;
using Agent.Processes.Runtime.Compilation;
using Agent.Processes.Runtime.Execution;
using Agent.Tests.Processes.Runtime.Toy;
using Microsoft.SemanticKernel;

namespace Agent.Tests.Processes.Runtime.Execution;

internal sealed class SuperstepWriterTests
{
    [TestCase(false)]
    [TestCase(true)]
    public async Task The_end_of_a_step_is_written_as_the_serializer_would_write_its_record(bool fails)
    {
        var memory = new ConversationMemory(WorkflowCompiler.Compile(ToyWorkflow.Definition));
        var hear = memory.Workflow.Steps[0];
        var run = new StepRun(hear, hear.Functions.Single(function => function.Name == HearStep.Hear), [fails ? null : new CustomerMessage { Text = "hello" }]);
        await run.RunAsync(memory.Slots[hear.Index], new Kernel(), TimeProvider.System, DateTimeOffset.UnixEpoch, CancellationToken.None);
        using var draft = new CheckpointDraft();
        using var writer = new SuperstepWriter(memory, draft, TimeProvider.System);
        draft.Open(1);
        writer.WriteStepCompleted(1, run);
        draft.Close(memory.Progress, StoredJson.Options);

        using var events = JsonDocument.Parse(draft.EventsJson);
        var stored = events.RootElement[0].GetProperty(StoredNames.Data.EncodedUtf8Bytes);
        var expected = new StepCompleted("hear", "hear", 1, Math.Round(run.Duration.TotalMilliseconds, 3), fails ? nameof(NullReferenceException) : null);
        Assert.That(stored.GetRawText(), Is.EqualTo(JsonSerializer.Serialize(expected, StoredJson.Options)));
    }
}
