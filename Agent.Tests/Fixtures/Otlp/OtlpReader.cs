using System.Globalization;

namespace Agent.Tests.Fixtures.Otlp;

/// <summary>Reads the three requests of OpenTelemetry's protocol. The numbers are those of its .proto files.</summary>
internal static class OtlpReader
{
    public static IEnumerable<CollectedSpan> Spans(Wire request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from span in scope.Messages(2)
        select new CollectedSpan(
            Attributes(resource.Message(1), 1).GetValueOrDefault("service.name", ""), Attributes(resource.Message(1), 1).GetValueOrDefault("service.instance.id", ""), scope.Message(1)?.Text(1) ?? "", span.Hex(1), span.Hex(2), span.Hex(4), span.Text(5),
            Time(span.Number(7)), Time(span.Number(8)), span.Message(15)?.Number(3) == 2, Attributes(span, 9), [.. span.Messages(13).Select(link => link.Hex(1))]);

    public static IEnumerable<CollectedPoint> Points(Wire request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from metric in scope.Messages(2)
        // Gauges, sums, histograms, exponential histograms: each keeps its points' attributes elsewhere.
        from kind in new[] { (Data: 5, Attributes: 7), (Data: 7, Attributes: 7), (Data: 9, Attributes: 9), (Data: 10, Attributes: 1) }
        from data in metric.Messages(kind.Data)
        from point in data.Messages(1)
        select new CollectedPoint(scope.Message(1)?.Text(1) ?? "", metric.Text(1), Attributes(point, kind.Attributes));

    public static IEnumerable<CollectedLog> Logs(Wire request) =>
        from resource in request.Messages(1)
        from scope in resource.Messages(2)
        from record in scope.Messages(2)
        select new CollectedLog(record.Message(5)?.Text(1) ?? "", record.Hex(9), Attributes(record, 6));

    private static Dictionary<string, string> Attributes(Wire? owner, int field)
    {
        var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var attribute in owner?.Messages(field) ?? [])
        {
            attributes[attribute.Text(1)] = attribute.Message(2) is { } value ? ValueOf(value) : "";
        }

        return attributes;
    }

    private static string ValueOf(Wire value) =>
        value.Has(1) ? value.Text(1)
        : value.Has(2) ? value.Number(2) == 1 ? "true" : "false"
        : value.Has(3) ? ((long)value.Number(3)).ToString(CultureInfo.InvariantCulture)
        : value.Has(4) ? BitConverter.UInt64BitsToDouble(value.Number(4)).ToString(CultureInfo.InvariantCulture)
        : "";

    private static DateTimeOffset Time(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));
}
