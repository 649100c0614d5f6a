using System.Collections.Concurrent;
using System.Diagnostics;
using Agent.Processes.Telemetry;
using OpenTelemetry;

namespace Agent.Host.Telemetry.Export;

/// <summary>
/// Decides about a turn, or a request, when it has ended: what failed, was refused, took long or waited for a person is always told; of the rest a
/// share, the same conversations on every replica.
/// </summary>
/// <remarks>A composite of one: only that way the exporter behind it learns whose telemetry it sends.</remarks>
internal sealed class TurnFilter(BaseProcessor<Activity> inner, double ratio, TimeSpan slow) : CompositeProcessor<Activity>([inner])
{
    /// <summary>The source of the database driver's spans.</summary>
    public const string DatabaseSource = "Npgsql";

    /// <summary>A root that ends after all, although its like never comes to an end, must not gather spans for ever.</summary>
    private const int MostSpans = 2_000;

    private readonly ConcurrentDictionary<Activity, Gathered> _open = new();

    public override void OnEnd(Activity data)
    {
        if (data.Parent is null && data.Source.Name == DatabaseSource && data.Status != ActivityStatusCode.Error)
        {
            _open.TryRemove(data, out _);
            return; // The background's own looking around, every second, for ever.
        }

        if (IsSampled(data.TraceId))
        {
            Tell(data); // It is told whatever comes: no need to keep it until then.
            return;
        }

        if (data.Parent is not null)
        {
            Gather(RootOf(data), data);
            return;
        }

        var gathered = _open.TryRemove(data, out var found) ? found : new Gathered();
        if (gathered.Matters || Matters(data))
        {
            gathered.Spans.ForEach(Tell);
            Tell(data);
        }
    }

    private void Tell(Activity span)
    {
        if (span.StatusDescription is not null)
        {
            span.SetStatus(span.Status); // An error tells its type, never its text, which may quote a customer: libraries do.
        }

        base.OnEnd(span);
    }

    private void Gather(Activity root, Activity span)
    {
        if (root.IsStopped)
        {
            Tell(span); // It outlived its root: better told alone than not at all.
            return;
        }

        var gathered = _open.GetOrAdd(root, _ => new());
        lock (gathered)
        {
            gathered.Matters |= Matters(span);
            if (gathered.Spans.Count < MostSpans)
            {
                gathered.Spans.Add(span);
            }
        }
    }

    private bool Matters(Activity span) =>
        span.Status == ActivityStatusCode.Error || span.Duration >= slow || span.OperationName == TelemetryNames.ApprovalWait
        || span.GetTagItem("agent.status") is "waiting" or "failed" || span.GetTagItem(TelemetryNames.Denied) is not null || span.GetTagItem(TelemetryNames.Approval) is not null;

    private bool IsSampled(ActivityTraceId trace)
    {
        if (ratio >= 1)
        {
            return true;
        }

        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(bytes) < ratio * ulong.MaxValue;
    }

    private static Activity RootOf(Activity span)
    {
        while (span.Parent is { } parent)
        {
            span = parent;
        }

        return span;
    }

    private sealed class Gathered
    {
        public List<Activity> Spans { get; } = [];

        public bool Matters { get; set; }
    }
}
