using System.Globalization;
using System.Text;
using System.Xml;
using Agent.Host.Replay.Results;

namespace Agent.Host.Replay.Reports;

/// <summary>A replay as the XML that build servers show as tests: a conversation is a test case.</summary>
internal static class JunitReport
{
    public static async Task WriteAsync(Stream stream, string mode, ReplaySummary summary, IAsyncEnumerable<ReplayResult> results, CancellationToken cancellationToken)
    {
        var settings = new XmlWriterSettings { Async = true, Indent = true, Encoding = new UTF8Encoding(false), CheckCharacters = false, CloseOutput = false };
        await using var xml = XmlWriter.Create(stream, settings);
        await xml.WriteStartDocumentAsync();
        await xml.WriteStartElementAsync(null, "testsuite", null);
        await AttributeAsync(xml, "name", $"replay {mode}");
        await AttributeAsync(xml, "tests", Number(summary.Conversations));
        await AttributeAsync(xml, "failures", Number(summary.Different));
        await AttributeAsync(xml, "errors", Number(summary.Errors));
        await foreach (var result in results.WithCancellation(cancellationToken))
        {
            await WriteCaseAsync(xml, mode, result);
        }

        await xml.WriteEndElementAsync();
        await xml.FlushAsync();
    }

    private static async Task WriteCaseAsync(XmlWriter xml, string mode, ReplayResult result)
    {
        await xml.WriteStartElementAsync(null, "testcase", null);
        await AttributeAsync(xml, "classname", $"replay.{mode}");
        await AttributeAsync(xml, "name", result.Id ?? $"line {Number(result.Number)}");
        if (result.Verdict is not ReplayVerdict.Same)
        {
            await xml.WriteStartElementAsync(null, result.Verdict is ReplayVerdict.Error ? "error" : "failure", null);
            await AttributeAsync(xml, "message", result.Error ?? $"{Number(result.Differences.Count)} differences");
            await xml.WriteStringAsync(Printable(string.Join('\n', result.Differences.Select(Describe))));
            await xml.WriteEndElementAsync();
        }

        await xml.WriteEndElementAsync();
    }

    private static string Describe(ReplayDifference difference) =>
        $"{difference.Kind} at {Number(difference.Place)}, {difference.Subject}\n  recorded: {difference.Recorded}\n  replayed: {difference.Replayed}";

    private static Task AttributeAsync(XmlWriter xml, string name, string value) => xml.WriteAttributeStringAsync(null, name, null, Printable(value));

    /// <summary>XML 1.0 knows no control characters, not even escaped ones.</summary>
    private static string Printable(string text) => string.Concat(text.Select(letter => XmlConvert.IsXmlChar(letter) || char.IsSurrogate(letter) ? letter : '\uFFFD'));

    private static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);
}
