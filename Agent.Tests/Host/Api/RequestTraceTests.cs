using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json;
using Agent.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Agent.Tests.Host.Api;

/// <summary>One request, found again everywhere by the id and the trace its client gave it.</summary>
internal sealed class RequestTraceTests
{
    [Test, CancelAfter(60_000)]
    public async Task A_request_s_id_and_trace_are_in_answer_log_audit_log_and_span(CancellationToken cancellationToken)
    {
        var log = new ScopedLines();
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore", Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var host = await ApiHost.StartAsync(services => services.AddSingleton<ILoggerProvider>(log));
        using var started = await host.Client.PostAsJsonAsync("/api/v1/conversations", new { customerId = "mara_olsen_1001" }, cancellationToken);
        var trace = ActivityTraceId.CreateRandom().ToHexString();
        using var cancelled = await SendAsync(host, HttpMethod.Post, $"{started.Headers.Location}/cancel", "order-77", trace, cancellationToken);
        var audit = await host.Client.GetFromJsonAsync<JsonElement>("/api/v1/audit?act=conversation.cancelled", cancellationToken);
        host.Conversations.Failure = new InvalidOperationException("broken");
        using var failed = await SendAsync(host, HttpMethod.Get, started.Headers.Location!.ToString(), "look-78", trace, cancellationToken);
        host.Conversations.Failure = null;
        while (spans.Count(span => span.TraceId.ToHexString() == trace) < 2)
            await Task.Delay(10, cancellationToken); // a span ends after its answer

        var row = audit.GetProperty("items")[0];
        var line = log.Lines.Last(item => item.Id == 1311).Scope;
        using var scope = Assert.EnterMultipleScope();
        Assert.That(cancelled.Headers.GetValues("X-Request-Id"), Is.EqualTo(["order-77"]));
        Assert.That(row.GetProperty("requestId").GetString(), Is.EqualTo("order-77"));
        Assert.That(row.GetProperty("details").GetProperty("trace").GetString(), Is.EqualTo(trace));
        Assert.That(line["RequestId"], Is.EqualTo("look-78"));
        Assert.That(line["TraceId"], Is.EqualTo(trace));
        Assert.That(spans.Where(span => span.TraceId.ToHexString() == trace).Select(span => span.GetTagItem("agent.request_id")), Is.EquivalentTo(["order-77", "look-78"]));
    }

    private static async Task<HttpResponseMessage> SendAsync(ApiHost host, HttpMethod method, string address, string id, string trace, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, address);
        request.Headers.Add("X-Request-Id", id);
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        return await host.Client.SendAsync(request, cancellationToken);
    }
}
