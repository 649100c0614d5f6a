using System.Diagnostics.Metrics;
using Agent.Host;
using Agent.Host.Api.Limits;
using Agent.Host.Models;
using Agent.Host.Replay.Results;
using Agent.Host.Telemetry.Export;
using Agent.Plugins.Calling;
using Agent.Processes.Telemetry;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Agent.Tests.Host.Telemetry;

internal sealed class TelemetryTests
{
    [Test]
    public void Every_instrument_is_documented_and_every_documented_metric_is_one()
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name is TelemetryNames.Source or ModelMetrics.MeterName or ToolTelemetry.MeterName)
                {
                    found.Add(instrument.Name);
                }
            },
        };
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(RuntimeMetrics).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(Backlog).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(ModelMetrics).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(ToolTelemetry).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(RepeatContacts).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(LimitMetrics).TypeHandle);
        System.Runtime.CompilerServices.RuntimeHelpers.RunClassConstructor(typeof(ReplayMetrics).TypeHandle);
        listener.Start();
        Assert.That(found, Is.EquivalentTo(TelemetryDocument.Metrics));
    }

    [Test]
    public void A_conversations_trace_is_the_one_that_the_documented_command_finds() =>
        Assert.That(ConversationTrace.IdOf("abc").ToHexString(), Is.EqualTo("ba7816bf8f01cfea414140de5dae2223"));

    [Test]
    public void Without_a_collector_there_is_nothing_to_send() => Assert.That(Read(), Is.Null);

    [Test]
    public void The_standard_variables_count_and_ours_come_first()
    {
        var settings = Read(
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "http://standard:4318"), ("OTEL_EXPORTER_OTLP_PROTOCOL", "grpc"), ("OTEL_EXPORTER_OTLP_HEADERS", "a=b"),
            ("Telemetry:Endpoint", "http://ours:4318"), ("Telemetry:SampleRatio", "0.25"))!;
        Assert.That((settings.Endpoint.Host, settings.Protocol, settings.Headers, settings.SampleRatio, settings.IncludesContent),
            Is.EqualTo(("ours", OtlpExportProtocol.Grpc, "a=b", 0.25, false)));
    }

    [TestCase("Telemetry:Endpoint", "collector", ExpectedResult = "Telemetry:Endpoint holds 'collector', which is no address such as http://localhost:4318.")]
    [TestCase("Telemetry:Protocol", "smoke", ExpectedResult = "Telemetry:Protocol holds 'smoke'; it may be http/protobuf or grpc.")]
    [TestCase("Telemetry:SampleRatio", "2", ExpectedResult = "Telemetry:SampleRatio holds '2', which is no number from 0 to 1.")]
    public string A_wrong_value_is_named(string key, string value) =>
        Assert.Throws<ConfigurationFaultException>(() => Read(("OTEL_EXPORTER_OTLP_ENDPOINT", "http://localhost:4318"), (key, value)))!.Message;

    [TestCase("write to mara.olsen@example.com please", ExpectedResult = "write to [email] please")]
    [TestCase("card 4242 4242 4242 4242, phone +49 170 1234567", ExpectedResult = "card [card], phone [number]")]
    [TestCase("key sk-abcdefghijklmnop and Bearer abcdefgh12345678", ExpectedResult = "key [secret] and [secret]")]
    [TestCase("order #W1000001, size 42, $129.00", ExpectedResult = "order #W1000001, size 42, $129.00")]
    public string Content_is_masked(string text) => ContentMask.Mask(text);

    private static TelemetrySettings? Read(params (string Key, string Value)[] values) => TelemetrySettings.Read(
        new ConfigurationBuilder().AddInMemoryCollection(values.ToDictionary(value => value.Key, value => (string?)value.Value)).Build());
}
