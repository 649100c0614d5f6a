namespace Agent.Tests.Fixtures.Otlp;

/// <summary>A span as the collector got it.</summary>
internal sealed record CollectedSpan(
    string Service, string Instance, string Scope, string TraceId, string SpanId, string ParentId, string Name, DateTimeOffset Start, DateTimeOffset End, bool IsError,
    IReadOnlyDictionary<string, string> Attributes, IReadOnlyList<string> LinkedTraces);

/// <summary>A point of a metric.</summary>
internal sealed record CollectedPoint(string Scope, string Metric, IReadOnlyDictionary<string, string> Attributes);

/// <summary>A line of the log.</summary>
internal sealed record CollectedLog(string Body, string TraceId, IReadOnlyDictionary<string, string> Attributes);
