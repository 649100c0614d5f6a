using Agent.Host.Security.Masking;
using Agent.Host.Telemetry.Export;
using Agent.Tests.Fixtures;
using Agent.Tests.Fixtures.Otlp;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

#pragma warning disable CA1848, CA2254 // lines as libraries write them

namespace Agent.Tests.Host.Telemetry;

/// <summary>What points at a person or opens a door reaches no log, in whatever part of a line it stands; what only looks like it does.</summary>
internal sealed class LogMaskTests
{
    private const string Email = "mara.olsen@example.com";
    private const string Card = "4242 4242 4242 4242";
    private const string Iban = "DE89 3704 0044 0532 0130 00";
    private const string Phone = "+49 170 1234567";
    private const string Token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl";
    private const string Key = "sk-proj-abcdefghijklmnop";
    private static readonly string[] Secrets = [Email, Card, Iban, Phone, Token, Key];

    [Test, CancelAfter(60_000)]
    public async Task A_line_reaches_console_and_collector_masked_in_each_of_its_parts(CancellationToken cancellationToken)
    {
        await using var collector = await OtlpCollector.StartAsync();
        await using var console = new StringWriter();
        var usual = Console.Out;
        Console.SetOut(console);
        try
        {
            var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
            builder.Configuration["Telemetry:Endpoint"] = collector.Http;
            builder.Logging.ClearProviders();
            builder.AddAgentTelemetry();
            await using var app = builder.Build();
            var logger = app.Services.GetRequiredService<ILogger<LogMaskTests>>();
            using (logger.BeginScope(new Dictionary<string, object?> { ["Caller"] = Email, ["Turn"] = "t1" }.ToList()))
            using (logger.BeginScope("called from {Phone}", Phone))
                logger.LogError(Thrown(), "Told {Who} of {Count} at {Iban}; {Secrets}", Email, 12_345_678, Iban, new[] { Token, Key });
        }
        finally
        {
            Console.SetOut(usual);
        }

        while (collector.Logs.IsEmpty)
            await Task.Delay(20, cancellationToken);
        var (told, written) = (collector.Logs.Single(), console.ToString());
        using var scope = Assert.EnterMultipleScope();
        foreach (var where in new[] { written, told.ToString() + string.Join('\n', told.Attributes) })
        {
            foreach (var secret in Secrets)
                Assert.That(where, Does.Not.Contain(secret));
            foreach (var kind in new[] { "Told [email] of 12345678 at [iban]; [secret], [secret]", "mail to [email] failed", "card [card]", nameof(InvalidOperationException), nameof(Thrown) })
                Assert.That(where, Does.Contain(kind));
        }

        Assert.That(written, Does.Contain("called from [number]").And.Contain("\"Turn\":\"t1\""));
    }

    [Test]
    public void Whichever_part_of_a_line_it_stands_in([ValueSource(nameof(Secrets))] string secret)
    {
        List<string> lines = [];
        var logger = LoggerTo(lines);
        var text = $"it is {secret}, she says";
        logger.LogWarning("Said: {Text}", text);
        logger.LogWarning("Said: {Text,-80}|", text);
        logger.LogWarning(text);
        logger.Log(LogLevel.Warning, default, text, null, static (state, _) => state);
        logger.Log(LogLevel.Warning, default, new Uri($"https://example.com/?q={Uri.EscapeDataString("x")}"), new FormatException(text), (_, exception) => $"failed: {exception!.Message}");
        logger.LogWarning(new AggregateException(new FormatException("well"), new FormatException(text)), "Failed");
        Assert.That(lines, Has.Count.EqualTo(6).And.None.Contain(secret).And.All.Match(@"\[(email|card|iban|number|secret)\]"));
    }

    [TestCase("c0kq9x1v7m3t5b8n2r4w6y8z0a1b2c3d4")]
    [TestCase("0HN7A1B2C3D4E:00000001")]
    [TestCase("4bf92f3577b34da6a3ce929d0e0e4736")]
    [TestCase("a1b2c3d4-5678-1234-9abc-1234567890ab")]
    [TestCase("12345678-1234-1234-1234-123456789012")]
    [TestCase("192.168.100.200")]
    [TestCase("http://localhost:5080/api/v1/conversations/c0kq9x1v7m3t5b8n2r4w6y8z0a1b2c3d4/messages?wait=30")]
    [TestCase("19:meeting_abc@thread.tacv2")]
    [TestCase("2026-11-21 10:30:00")]
    [TestCase("2026-11-21T10:30:00.1234567Z")]
    [TestCase("#W1000001")]
    [TestCase("order W2378156, $1,299.00")]
    [TestCase("mara_olsen_1001")]
    [TestCase("gpt-4o-mini-2024-07-18")]
    public void What_only_looks_like_it_stays(string text)
    {
        List<string> lines = [];
        LoggerTo(lines).LogInformation("{Value} took {Milliseconds} ms, {Bytes} bytes", text, 12_345_678.5, 9_876_543_210L);
        Assert.That(lines.Single(), Does.StartWith($"{text} took 12345678.5 ms, 9876543210 bytes"));
    }

    [Test]
    public void A_line_with_nothing_in_it_goes_on_as_it_is_and_costs_next_to_nothing()
    {
        using var plain = LoggerFactory.Create(logging => logging.AddProvider(new Silent()));
        using var masking = new MaskingLoggerFactory(LoggerFactory.Create(logging => logging.AddProvider(new Silent())));
        var (before, after) = (Allocated(plain.CreateLogger("a")), Allocated(masking.CreateLogger("a")));
        TestContext.Out.WriteLine($"{before} bytes a line before, {after} behind the mask");
        Assert.That(after - before, Is.LessThanOrEqualTo(64));
    }

    [Test]
    public void What_the_quick_look_passes_over_holds_nothing()
    {
        var random = new Random(5);
        const string Letters = "abeyJsk-_@.:/ 0123456789()+GBDEakBearer#\n";
        string[] parts = [.. Secrets, "ghp_16C7e42F292c6912E7710c838347Ae178B4a", "AKIAIOSFODNN7EXAMPLE", "Bearer abcdefgh12345678", "GB82WEST12345698765432", "(555) 867-5309", "jürgen@müller.example"];
        for (var round = 0; round < 20_000; round++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => Letters[random.Next(Letters.Length)]));
            if (round % 4 == 0)
                text += parts[random.Next(parts.Length)];
            if (!PersonalData.MayHold(text))
                Assert.That(PersonalData.Mask(text), Is.EqualTo(text));
        }

        Assert.That(parts.Select(part => PersonalData.MayHold(part)), Is.All.True);
    }

    private static Exception Thrown()
    {
        try
        {
            throw new InvalidOperationException($"mail to {Email} failed", new ArgumentException($"card {Card}"));
        }
        catch (InvalidOperationException exception)
        {
            return exception;
        }
    }

    private static ILogger LoggerTo(List<string> lines) =>
        new MaskingLoggerFactory(LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(new Everything(lines)))).CreateLogger("test");

    private static long Allocated(ILogger logger)
    {
        const int Lines = 2_000;
        void Write()
        {
            for (var index = 0; index < Lines; index++)
                logger.LogInformation("Conversation {Conversation} of {Tenant} belongs to another owner now (epoch {Epoch} is stale)", "c0kq9x1v7m3t5b8n2r4w6y8z0a1b2c3d4", "demo", 7L);
        }

        Write();
        var from = GC.GetAllocatedBytesForCurrentThread();
        Write();
        return (GC.GetAllocatedBytesForCurrentThread() - from) / Lines;
    }

    private sealed class Silent : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        public void Dispose()
        {
        }
    }

    /// <summary>Keeps message, values and exception of each line.</summary>
    private sealed class Everything(List<string> lines) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => lines.Add(
            $"{formatter(state, exception)} | {state} | {string.Join("; ", state as IEnumerable<KeyValuePair<string, object?>> ?? [])} | {exception} | {exception?.Message}");

        public void Dispose()
        {
        }
    }
}
