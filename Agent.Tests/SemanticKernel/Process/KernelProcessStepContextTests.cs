using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel.Process;

public class KernelProcessStepContextTests
{
    private readonly RecordingChannel _channel = new();

    [Test]
    public async Task An_event_goes_to_the_channel_as_it_is()
    {
        var processEvent = new KernelProcessEvent { Id = "done", Data = 5, Visibility = KernelProcessEventVisibility.Public };

        await new KernelProcessStepContext(_channel).EmitEventAsync(processEvent);

        Assert.That(_channel.Events, Is.EqualTo([processEvent]));
    }

    [Test]
    public async Task An_event_given_by_id_is_internal()
    {
        await new KernelProcessStepContext(_channel).EmitEventAsync("done", "payload");

        var expected = new KernelProcessEvent { Id = "done", Data = "payload", Visibility = KernelProcessEventVisibility.Internal };
        Assert.That(_channel.Events, Is.EqualTo([expected]));
    }

    [Test]
    public void A_typed_event_carries_id_data_and_visibility()
    {
        var typed = new KernelProcessEvent<string>("done", "payload", KernelProcessEventVisibility.Public);

        using var scope = Assert.EnterMultipleScope();
        Assert.That(typed.Id, Is.EqualTo("done"));
        Assert.That(typed.Data, Is.EqualTo("payload"));
        Assert.That(typed.Visibility, Is.EqualTo(KernelProcessEventVisibility.Public));
    }

    [SetUp]
    public void Forget_what_an_earlier_test_sent() => _channel.Events.Clear();

    private sealed class RecordingChannel : IKernelProcessMessageChannel
    {
        public List<KernelProcessEvent> Events { get; } = [];

        public ValueTask EmitEventAsync(KernelProcessEvent processEvent)
        {
            Events.Add(processEvent);
            return ValueTask.CompletedTask;
        }
    }
}
