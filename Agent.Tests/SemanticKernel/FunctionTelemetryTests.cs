using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.SemanticKernel;

namespace Agent.Tests.SemanticKernel;

/// <summary>Listeners see the whole process, so each test looks for the name of its own function.</summary>
internal sealed class FunctionTelemetryTests
{
    [Test]
    public async Task A_call_is_a_span_named_after_the_tool()
    {
        var function = KernelFunctionFactory.CreateFromMethod(() => 1, "measured_span", "A measured function.");
        var activity = (await SpansAsync(() => new Kernel().InvokeAsync(function))).Single(span => span.DisplayName == "execute_tool measured_span");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(activity.GetTagItem("gen_ai.operation.name"), Is.EqualTo("execute_tool"));
        Assert.That(activity.GetTagItem("gen_ai.tool.name"), Is.EqualTo("measured_span"));
        Assert.That(activity.GetTagItem("gen_ai.tool.description"), Is.EqualTo("A measured function."));
        Assert.That(activity.Status, Is.Not.EqualTo(ActivityStatusCode.Error));
    }

    [Test]
    public async Task A_failed_call_is_a_failed_span_with_the_type_of_the_error()
    {
        var function = KernelFunctionFactory.CreateFromMethod(int () => throw new TimeoutException(), "failing_span");
        var spans = await SpansAsync(async () => Assert.That(async () => await new Kernel().InvokeAsync(function), Throws.InstanceOf<TimeoutException>()));
        var activity = spans.Single(span => span.DisplayName == "execute_tool failing_span");
        using var scope = Assert.EnterMultipleScope();
        Assert.That(activity.GetTagItem("error.type"), Is.EqualTo(typeof(TimeoutException).FullName));
        Assert.That(activity.Status, Is.EqualTo(ActivityStatusCode.Error));
    }

    [Test]
    public async Task A_call_is_measured_in_seconds_by_function()
    {
        List<double> measured = [];
        using MeterListener listener = new()
        {
            InstrumentPublished = (instrument, current) =>
            {
                if (instrument is { Meter.Name: "Microsoft.SemanticKernel", Name: "semantic_kernel.function.invocation.duration" })
                {
                    current.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>((_, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new("semantic_kernel.function.name", "measured_duration")))
            {
                measured.Add(value);
            }
        });
        listener.Start();
        await new Kernel().InvokeAsync(KernelFunctionFactory.CreateFromMethod(() => 1, "measured_duration"));
        Assert.That(measured, Has.Exactly(1).InRange(0, 10));
    }

    private static async Task<IReadOnlyList<Activity>> SpansAsync(Func<Task> act)
    {
        List<Activity> spans = [];
        using ActivityListener listener = new()
        {
            ShouldListenTo = source => source.Name == "Microsoft.SemanticKernel",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity =>
            {
                lock (spans)
                {
                    spans.Add(activity);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        await act();
        return spans;
    }
}
